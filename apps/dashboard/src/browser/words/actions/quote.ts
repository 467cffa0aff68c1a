import type { DryRun } from '@darkroom/contracts';

import { money } from '../money/money.ts';
import { duration } from '../text/time.ts';

/** What a submission costs, what budgets say to it, and how long it may take. */
export function quoteWords({ cost, currency, would, budgets, eta_seconds: eta }: DryRun): string[] {
  const short = budgets.filter(({ fits }) => !fits).map(({ id }) => id);
  const named = short.length === 0 ? 'A budget' : `Budget ${short.join(', ')}`;
  return [
    costWords(cost, currency),
    ...(would === 'reject' ? [`${named} has no room for it, so it would be refused.`] : []),
    ...(would === 'wait' ? [`${named} has no room for it now, so it would wait.`] : []),
    ...(eta === null ? [] : [`It takes about ${duration(eta * 1_000)}.`]),
  ];
}

/** `cost` is null where a price is not set. */
export function costWords(cost: string | null, currency: string | null): string {
  if (cost === null) return 'This is a paid call. What it costs is not known, since no price is set.';
  return Number(cost) === 0 ? 'It costs nothing.' : `It costs ${money(cost, currency)}.`;
}
