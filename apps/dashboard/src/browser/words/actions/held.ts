import type { Candidate } from '@darkroom/contracts';

import type { HeldCard } from '../../../held/held-card.ts';
import { money, sumOf } from '../money/money.ts';
import { counted } from '../text/text.ts';

type Costs = Pick<HeldCard, 'cost' | 'has_downloads' | 'is_adoptable'>;

/** What may be lost with a held job: "$0.12 at stake". */
export function stakeWords(cost: string | null, currency: string | null): string {
  return cost === null ? 'no price set' : `${money(cost, currency)} at stake`;
}

/** What sending held jobs again costs, and what it may cost in all. */
export function sendAgainWords(jobs: readonly Costs[], currency: string | null): string[] {
  const price = sumOf(jobs.map(({ cost }) => cost));
  const isOne = jobs.length === 1;
  const calls = isOne ? 'This is one more paid call' : `These are ${counted(jobs.length, 'more paid call')}`;
  const first = isOne ? 'the first call' : 'a first call';
  const words =
    price === null
      ? [`${calls}. What it costs is not known, since no price was set.`, `If Getty accepted ${first} too, both are paid.`]
      : [
          `${calls}: ${money(price, currency)}.`,
          isOne
            ? `If Getty accepted ${first} too, both are paid: ${money(twice(price), currency)}.`
            : `Where Getty accepted ${first} too, both are paid: up to ${money(twice(price), currency)} in all.`,
        ];
  if (jobs.some(({ has_downloads: has }) => has)) words.push('The downloads that follow are paid besides.');
  return words;
}

/** The words on the button that sends again. */
export function sendAgainButton(jobs: readonly Costs[], currency: string | null): string {
  const price = sumOf(jobs.map(({ cost }) => cost));
  const what = jobs.length === 1 ? 'Send it again' : `Send ${counted(jobs.length, 'job')} again`;
  return price === null ? `${what}, paid` : `${what} for ${money(price, currency)}`;
}

const FITS: Record<Candidate['fit'], string> = { certain: 'Certain', likely: 'Likely', possible: 'Possible' };

const BECAUSE: Record<Candidate['because'][number], string> = {
  mark: 'carries this job’s mark',
  prompt: 'same prompt',
  product: 'same product',
  source: 'same source',
  time: 'made at the time of the call',
};

export function fitWord(fit: Candidate['fit']): string {
  return FITS[fit] ?? fit;
}

/** Why a generation at Getty may be the one that was paid for. */
export function becauseWords(because: Candidate['because']): string {
  return because.length === 0 ? 'Nothing but its time is near.' : because.map((each) => BECAUSE[each] ?? each).join(', ');
}

/** How far from the call a generation was made: "8 s after the call". `seconds` may be negative. */
export function apartWords(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1_000);
  if (seconds < 1) return 'at the time of the call';
  const far = seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
  return `${far} ${ms < 0 ? 'before' : 'after'} the call`;
}

function twice(price: string): string {
  return sumOf([price, price]) ?? price;
}
