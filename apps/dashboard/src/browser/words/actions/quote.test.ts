import type { DryRun } from '@darkroom/contracts';
import { expect, test } from '@jest/globals';

import { quoteWords } from './quote.ts';

const dryRun: DryRun = { object: 'dry_run', would: 'accept', units: {}, cost: '1.5', currency: 'USD', budgets: [], eta_seconds: 41 };
const budget = { id: 'autumn', needs: '1', left: '0', fits: false };

test.each([
  [{}, ['It costs $1.50.', 'It takes about 41 s.']],
  [{ cost: '0', eta_seconds: null }, ['It costs nothing.']],
  [{ cost: null, currency: null, eta_seconds: null }, ['This is a paid call. What it costs is not known, since no price is set.']],
  [
    { would: 'reject', budgets: [budget], eta_seconds: null },
    ['It costs $1.50.', 'Budget autumn has no room for it, so it would be refused.'],
  ],
  [{ would: 'wait', budgets: [budget], eta_seconds: null }, ['It costs $1.50.', 'Budget autumn has no room for it now, so it would wait.']],
] as const)('%j', (over, words) => {
  expect(quoteWords({ ...dryRun, ...over } as DryRun)).toEqual(words);
});
