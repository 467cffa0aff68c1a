import { describe, expect, test } from '@jest/globals';

import { calmPlan, calmTenant } from './scenarios/calm-plan.ts';
import { simulateHere } from './test/simulate-here.ts';
import type { World } from './world.ts';

/** On a machine that is busy with other things as well. */

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
      'a re-download that was paid is of no job',
      'bills of downloads agree with what Getty took',
      ({ ledger, time }) => {
        if (ledger.takenAgain.length === 0) ledger.takenAgain.push({ assetId: 'asset', at: time.now(), size: '1k', notes: null });
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

  /** On worlds with chains: each defect is planted when there is a job that is made from another. */
  const CHAIN_DEFECTS: [string, string, (world: World) => void | Promise<void>][] = [
    [
      'a generation was made by another operation',
      'no job has the result of another operation or source',
      ({ ledger }) => {
        const made = [...ledger.made.values()].find(({ source }) => source !== null);
        if (made) made.operation = 'generate';
      },
    ],
    [
      'a generation was made of another image',
      'no job has the result of another operation or source',
      ({ ledger }) => {
        for (const { source } of ledger.made.values()) if (source && 'index' in source) source.index = 9;
      },
    ],
    [
      'a job has the generation of another that was made alike',
      'no job has the result of another operation or source',
      ({ ledger }) => {
        const [first, second] = [...ledger.made.values()].filter(({ source }) => source === null);
        if (first && second && first.at < second.at) [first.notes, second.notes, first.at] = [second.notes, first.notes, second.at];
      },
    ],
    [
      'a source loses its dependents',
      'jobs wait for their sources, and no longer',
      async ({ redis: { raw, root } }) => {
        const [some] = await raw.keys(`${root}:dependents:*`);
        if (some !== undefined) await raw.del(some);
      },
    ],
    [
      'nothing looks at a source any more',
      'jobs wait for their sources, and no longer',
      async ({ redis: { raw, root } }) => void (await raw.del(`${root}:sources`)),
    ],
    [
      'a job fails because of a source that succeeded',
      'jobs wait for their sources, and no longer',
      async (world) => {
        const id = await endedDependent(world);
        const { raw, root } = world.redis;
        if (id !== undefined)
          await raw.hset(`${root}:job:${id}`, 'error', JSON.stringify({ code: 'source_failed', message: '', getty: null }));
      },
    ],
    [
      'a job was sent although its source failed',
      'jobs wait for their sources, and no longer',
      async (world) => {
        const { raw, root } = world.redis;
        const id = await endedDependent(world);
        const [canceled] = await raw.zrange(`${root}:status:acme:canceled`, '0', '0');
        if (id !== undefined && canceled !== undefined) await raw.hset(`${root}:job:${id}`, 'source_job', canceled);
      },
    ],
  ];

  const calm = calmPlan({ activeMs: 60_000, drainMs: 5 * 60_000 });
  const chains = calmPlan({
    activeMs: 60_000,
    drainMs: 30 * 60_000,
    tenants: [calmTenant({ everyMs: 5_000, operations: 0.8, canceled: 0.3 })],
  });

  test.each([
    ...DEFECTS.map(([what, invariant, plant]) => ({ what, invariant, plant, plan: calm })),
    ...CHAIN_DEFECTS.map(([what, invariant, plant]) => ({ what, invariant, plant, plan: chains })),
  ])('$what', async ({ invariant, plant, plan }) => {
    const prepare = ({ time, ...world }: World): void => {
      time.every(
        () => 500,
        async () => {
          if (time.now() > time.startAt + 30_000) await plant({ time, ...world });
          return time.now() < time.startAt + 58_000;
        },
      );
    };

    const report = await simulateHere(plan, { prepare });

    expect(report.broken.map((broken) => broken.invariant)).toContain(invariant);
  });
});

/** A generation that was made from another job, and has ended well. */
async function endedDependent({ redis: { raw, root }, ledger }: World): Promise<string | undefined> {
  for (const key of await raw.keys(`${root}:job:*`)) {
    const id = key.split(':').at(-1)!;
    const [status, source] = await raw.hmget(key, 'status', 'source_job');
    if (status === 'succeeded' && source && ledger.ofJob(id).length > 0) return id;
  }
  return undefined;
}
