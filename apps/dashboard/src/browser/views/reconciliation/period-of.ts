import type { Reconciliation } from '@darkroom/contracts';

import { dayOf, daysWords } from '../../words/text/days.ts';
import { absolute } from '../../words/text/time.ts';

const DAY_MS = 86_400_000;

/** The time that is compared, in words: as days where it begins and ends with one (UTC). */
export function periodOf({ from, to }: Pick<Reconciliation, 'from' | 'to'>): string {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  if (start % DAY_MS === 0 && end % DAY_MS === 0) return daysWords({ from: dayOf(start), to: dayOf(end - DAY_MS) });
  return `${absolute(from)} to ${absolute(to)}`;
}
