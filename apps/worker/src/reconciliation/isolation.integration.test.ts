import type { Reconciliation } from '@darkroom/contracts';
import { expect, test } from '@jest/globals';

import { foundIn, historyWorld } from '../test/history-world.ts';
import { reconcileNext } from './reconcile.ts';

const DAY_MS = 86_400_000;

const day = (at: number) => new Date(at).toISOString().slice(0, 10);

type World = Awaited<ReturnType<typeof historyWorld>>;

/** What acme may see, and what only beta or nobody may. Returns the ids that acme may see as differences. */
async function hostileWorld(): Promise<World & { mine: string[]; others: string[] }> {
  const world = await historyWorld();
  const ours = await world.made({ prompt: 'a fox', product_id: 7 });
  const theirs = await world.made({ prompt: 'a secret of beta' }, { tenant: 'beta' });
  const lost = await world.made({ prompt: 'a lost secret of beta' }, { tenant: 'beta', lost: true });
  const mine = [
    world.list({ prompt: 'a fox', product_id: 7 }),
    // Our mark, whatever the rest shows.
    world.list({ prompt: 'anything', notes: ours.mark }),
  ];
  const others = [
    world.list({ prompt: 'a fox', product_id: 8 }),
    world.list({ prompt: 'a fox', product_id: 7, generation_type: 'refine' }),
    world.list({ prompt: 'a fox', product_id: 7, notes: theirs.mark }),
    world.list({ prompt: 'a fox', product_id: 7, notes: `[darkroom:job_${'0'.repeat(32)}.1.1]` }),
    world.list({ prompt: 'a fox', product_id: 7, notes: `${ours.mark} [darkroom:x` }),
    world.list({ prompt: 'A fox', product_id: 7 }),
    world.list({ prompt: `a fox"}]}\u0000\n${ours.mark}`, product_id: 7 }),
    world.list({ prompt: null, product_id: 7 }),
  ];
  world.goOn(10 * 60_000);
  return { ...world, mine, others: [...others, theirs.gettyId, lost.gettyId] };
}

const idsOf = (found: Reconciliation) => found.differences.map(({ generation_request_id: id }) => String(id)).toSorted();

test('a tenant sees the entries with its mark, and unmarked ones that show what it asked for; its counts are about these', async () => {
  await using world = await hostileWorld();
  const found = await world.reconcile('acme');
  expect(idsOf(found)).toEqual(world.mine.toSorted());
  expect(found.counts).toEqual({ matched: 1, ours_only: 0, getty_only: 2, different: 0 });
  for (const id of world.others) expect(JSON.stringify(found)).not.toContain(id);
});

test("a tenant's part of the account's is the same as its own, and only the operator sees the rest", async () => {
  await using world = await hostileWorld();
  const account = await world.reconcile();
  expect(account.counts).toEqual({ matched: 2, ours_only: 1, getty_only: 10, different: 0 });
  const [acme, beta] = [await world.newest('acme'), await world.newest('beta')];
  expect(idsOf(acme!)).toEqual(world.mine.toSorted());
  expect(acme).toMatchObject({ counts: { matched: 1, ours_only: 0, getty_only: 2, different: 0 }, not_compared: 0, scope: 'company' });
  expect(beta!.counts).toEqual({ matched: 1, ours_only: 1, getty_only: 1, different: 0 });
  expect(await world.newest('gamma')).toBeUndefined();
  expect(JSON.stringify(await world.raw.xrange((await world.raw.keys('*:feed:acme'))[0]!, '-', '+'))).not.toMatch(/secret|of beta/);
});

test('no prompt of anybody is stored or logged with a reconciliation', async () => {
  await using world = await hostileWorld();
  const id = await world.start();
  await reconcileNext(world.deps(), () => false);
  await world.run(id);
  const keys = (await world.raw.keys('*reconciliation*')).filter((key) => !key.includes('open'));
  for (const key of keys) {
    const type = await world.raw.type(key);
    const content = type === 'hash' ? await world.raw.hgetall(key) : type === 'list' ? await world.raw.lrange(key, 0, -1) : '';
    expect(JSON.stringify(content)).not.toMatch(/fox|secret/);
  }
});

test('an unmarked entry that two tenants may have asked for is shown to both, and counted once for the account', async () => {
  await using world = await historyWorld();
  await world.made({ prompt: 'the same' });
  await world.made({ prompt: 'the same' }, { tenant: 'beta' });
  const id = world.list({ prompt: 'the same' });
  world.goOn(10 * 60_000);
  const account = await world.reconcile();
  expect(foundIn(account)).toEqual([`getty_only ${id} `]);
  expect([await world.newest('acme'), await world.newest('beta')].map((found) => idsOf(found!))).toEqual([[id], [id]]);
});

test('differences are an event of the tenants concerned, and of no other', async () => {
  await using world = await historyWorld();
  await world.made({ prompt: 'fine' });
  await world.made({ prompt: 'lost' }, { tenant: 'beta', lost: true });
  world.goOn(10 * 60_000);
  await world.reconcile();
  expect(await world.eventTypes('beta')).toEqual(['reconciliation.differences']);
  expect(await world.eventTypes('acme')).toEqual([]);
});

test('so many differences are kept, and the others are counted', async () => {
  await using world = await historyWorld();
  for (let entry = 0; entry < 1_150; entry++) world.list({ prompt: `theirs ${entry}` });
  const found = await world.reconcile();
  expect(found.counts.getty_only).toBe(1_150);
  expect([found.differences.length, found.differences_omitted]).toEqual([1_000, 150]);
});

test('one of the day before runs daily by itself, once for all workers, and for days that were missed', async () => {
  await using world = await historyWorld();
  /** What workers have run for the account so far. */
  const run = async () => {
    await Promise.all([1, 2, 3].map(() => reconcileNext(world.deps())));
    const { records } = await world.store.reconciliations.list({ tenant: null, limit: 10 });
    return records.filter(({ tenant }) => tenant === null).map(({ trigger, from, to }) => `${trigger} ${day(from)} ${day(to)}`);
  };
  expect(await run()).toEqual([]);
  await world.made({ prompt: 'today' });
  world.goOn(Date.parse('2026-03-02T00:29:00Z') - world.clock.now());
  expect(await run()).toEqual([]);
  world.goOn(2 * 60_000);
  expect(await run()).toEqual(['daily 2026-03-01 2026-03-02']);
  expect(await world.newest('acme')).toMatchObject({ trigger: 'daily', counts: { matched: 1 } });
  world.goOn(DAY_MS / 2);
  expect(await run()).toHaveLength(1);
  world.goOn(3 * DAY_MS);
  expect((await run())[0]).toBe('daily 2026-03-02 2026-03-05');
  world.goOn(30 * DAY_MS);
  expect((await run())[0]).toBe('daily 2026-03-28 2026-04-04');
});

test('results are kept for 90 days', async () => {
  await using world = await historyWorld();
  const id = await world.start('acme');
  await world.run(id);
  const key = (await world.raw.keys('*:reconciliation:*'))[0]!;
  const days = (await world.raw.pttl(key)) / DAY_MS;
  expect(days).toBeGreaterThan(89.9);
  expect(days).toBeLessThanOrEqual(90);
});
