import { describe, expect, test } from '@jest/globals';

import { calmPlan } from './scenarios/calm-plan.ts';
import { simulateHere } from './test/simulate-here.ts';
import type { World } from './world.ts';

/** On a machine that is busy with other things as well. */
const MOST_MS = 120_000;

/** The checks can fail: each defect is planted into a world in which all goes well, and is found. */
describe('A defect that is planted is reported:', () => {
  const DEFECTS: [string, string, (world: World) => void | Promise<void>][] = [
    [
      'Getty took a paid call twice',
      'bills agree with what Getty took',
      ({ ledger }) => {
        const [first] = ledger.made.values();
        if (first) ledger.made.set('gen-twice', { ...first, id: 'gen-twice' });
      },
    ],
    [
      'Getty never took what was charged',
      'bills agree with what Getty took',
      ({ ledger }) => {
        const [first] = ledger.made.keys();
        if (first !== undefined) ledger.made.delete(first);
      },
    ],
    [
      'events are lost',
      'every run ends once and is announced',
      async ({ redis }) => void (await redis.raw.xtrim(`${redis.root}:events`, 'MAXLEN', 0)),
    ],
    [
      'webhooks are swallowed',
      'events reach every receiver that answers',
      ({ internet }) => {
        internet.received.length = 0;
      },
    ],
    [
      'webhooks are changed on their way out',
      'webhooks are valid and signed',
      ({ internet }) => {
        for (const received of internet.received) received.body = received.body.replace('"succeeded"', '"successful"');
      },
    ],
    [
      'a webhook is signed with the secret of another tenant',
      'webhooks are valid and signed',
      ({ internet }) => {
        for (const { headers } of internet.received) headers['webhook-signature'] = 'v1,Zm9yZ2Vk';
      },
    ],
    [
      'a download that was paid is in no bill',
      'bills of downloads agree with what Getty took',
      ({ ledger, time }) => {
        const [made] = ledger.made.keys();
        if (made !== undefined && ledger.taken.length === 0) {
          ledger.taken.push({ image: `${made}.0`, at: time.now(), readyAt: time.now(), size: '1k', assetId: 'asset', notes: null });
        }
      },
    ],
    [
      'a budget counts what no job has reserved',
      'budgets hold and count what the records have',
      async (world) => {
        const { raw, root } = world.redis;
        const [n] = await raw.hvals(`${root}:budgets:acme`);
        const limit = { unit: 'generations', limit: '1000', period: 'total' };
        const patience = { again: true, patienceMs: 10_000 };
        if (n === undefined) void world.ask('acme sets a budget', (api) => api.putBudget('acme', 'mine', limit), patience);
        else await raw.hincrby(`${root}:budget:${n}`, 'reserved', 1);
      },
    ],
    [
      'Getty has a generation that no call made',
      'a reconciliation finds what was planted',
      ({ ledger }) => {
        const [first] = ledger.made.values();
        if (first) ledger.made.set('gen-stranger', { ...first, id: 'gen-stranger', prompt: 'not ours', notes: null });
      },
    ],
    [
      'the owner of a generation stays when its job is gone',
      'nothing is left of what is gone',
      async ({ redis }) => void (await redis.raw.set(`${redis.root}:getty:gen-ghost`, 'job_ghost')),
    ],
    [
      'a slot leaks',
      'records and indexes agree',
      async ({ redis }) => void (await redis.raw.zadd(`${redis.root}:slots:pending`, 0, 'job_ghost')),
    ],
    [
      'a job is forgotten',
      'records and indexes agree',
      async ({ redis }) => {
        await redis.raw.del(`${redis.root}:due`);
      },
    ],
  ];

  test.each(DEFECTS)(
    '%s',
    async (_what, invariant, plant) => {
      const prepare = ({ time, ...world }: World): void => {
        time.every(
          () => 500,
          async () => {
            if (time.now() > time.startAt + 30_000) await plant({ time, ...world });
            return time.now() < time.startAt + 58_000;
          },
        );
      };

      const report = await simulateHere(calmPlan({ activeMs: 60_000, drainMs: 5 * 60_000 }), { prepare });

      expect(report.broken.map((broken) => broken.invariant)).toContain(invariant);
    },
    MOST_MS,
  );
});
