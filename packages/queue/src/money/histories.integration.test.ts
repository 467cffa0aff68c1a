import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { createHistory } from './test/history.ts';
import { openLedgerWorld, type LedgerWorld } from './test/ledger-world.ts';

/**
 * Random histories of one tenant's jobs and budgets. After each step the counters are compared with the sum over records, and no budget is
 * exceeded by a unit. Steps are single commands, so a crash between any two is the history that goes on with other steps.
 */
const HISTORIES = Number(process.env['BUDGET_HISTORIES'] ?? 30);
const STEPS = 40;

let world: LedgerWorld;
beforeAll(async () => {
  world = await openLedgerWorld();
});
afterAll(async () => world[Symbol.asyncDispose]());

test('counters equal the sum over records after each step, and no budget is exceeded', async () => {
  const first = Number(process.env['BUDGET_SEED'] ?? 1);
  const taken = new Set<string>();
  for (let seed = first; seed < first + HISTORIES; seed++) {
    const history = createHistory(world, seed);
    let before = await world.ledger(history.tenant);
    for (let step = 0; step < STEPS; step++) {
      const what = await history.step();
      taken.add(what.split(' ')[0]!);
      const after = await world.ledger(history.tenant);
      const at = `seed ${seed}, step ${step}: ${history.steps().join(', ')}`;
      expect({ at, budgets: after.budgets.map(({ counters }) => counters), usage: after.usage.counted }).toEqual({
        at,
        budgets: after.budgets.map(({ records }) => records),
        usage: after.usage.records,
      });
      for (const { n, used, limit } of after.budgets) {
        const earlier = before.budgets.find((one) => one.n === n)?.used ?? 0;
        expect({ at, n, used: used <= Math.max(limit, earlier) ? 'within' : used }).toEqual({ at, n, used: 'within' });
      }
      before = after;
    }
  }
  // Few histories may miss a kind of step.
  expect([...taken, ...(HISTORIES < 60 ? allSteps() : [])]).toEqual(expect.arrayContaining(allSteps()));
});

function allSteps(): string[] {
  return createHistory(world, 0).names.toSorted();
}
