import { describe, expect, test } from '@jest/globals';

import { foundIn, historyWorld } from '../test/history-world.ts';
import { reconcileNext } from './reconcile.ts';
import type { ReconcilerDeps } from './reconciler-deps.ts';

const SMALL = { pageSize: 3, mostEntries: 100_000, mostAsked: 5 };
const MINUTE_MS = 60_000;

type World = Awaited<ReturnType<typeof historyWorld>>;
type Work = ReconcilerDeps['store']['reconciliationWork'];

/** Two tenants, with each kind of difference. */
async function mixedWorld(): Promise<World> {
  const world = await historyWorld({ limits: SMALL });
  for (let job = 0; job < 8; job++) await world.made({ prompt: `fox ${job}` }, { tenant: job % 2 === 0 ? 'acme' : 'beta' });
  await world.made({ prompt: 'lost' }, { lost: true });
  await world.made({ prompt: 'changed' }, { tenant: 'beta', entry: { prompt: 'another' } });
  const held = await world.held({ prompt: 'held' });
  world.list({ prompt: 'held', at: held.at + 1 });
  world.list({ prompt: 'fox 2', product_id: 7 });
  world.list({ prompt: 'of another application' });
  world.goOn(10 * MINUTE_MS);
  return world;
}

const countsOf = (world: World, id: string) =>
  Promise.all([world.get(id), world.newest('acme'), world.newest('beta')]).then((all) =>
    all.map((found) => found && { counts: found.counts, found: foundIn(found), omitted: found.differences_omitted }),
  );

/** A worker that dies at its nth write: before it takes effect, or after it, without its answer. */
function dying(world: World, at: number, when: 'before' | 'after'): ReturnType<World['deps']> {
  let writes = 0;
  const work = world.store.reconciliationWork;
  const die =
    <Given extends unknown[], Answer>(write: (...given: Given) => Promise<Answer>) =>
    async (...given: Given): Promise<Answer> => {
      writes++;
      if (writes < at) return write(...given);
      if (when === 'after' && writes === at) await write(...given);
      throw new Dead();
    };
  const reconciliationWork: Work = { ...work, step: die(work.step), putOff: die(work.putOff), end: die(work.end) };
  const { jobs, paidJobs, queries } = world.store;
  return world.deps({ store: { jobs, paidJobs, queries, reconciliationWork } });
}

class Dead extends Error {}

describe('a worker that dies', () => {
  test('between any two steps leaves a reconciliation that another one ends with the same result', async () => {
    await using whole = await mixedWorld();
    const id = await whole.start();
    await whole.run(id);
    const wanted = JSON.stringify((await countsOf(whole, id)).map((view) => view?.counts));
    expect(wanted).toContain('"matched":8');

    let survived = 0;
    for (const when of ['before', 'after'] as const) {
      for (let at = 1, isOver = false; !isOver; at++) {
        await using world = await mixedWorld();
        const dies = await world.start();
        isOver = await reconcileNext(dying(world, at, when)).catch((error: unknown) => {
          if (!(error instanceof Dead)) throw error;
          return false;
        });
        if (isOver) continue;
        world.goOn(2 * MINUTE_MS);
        await world.run(dies);
        expect([when, at, JSON.stringify((await countsOf(world, dies)).map((view) => view?.counts))]).toEqual([when, at, wanted]);
        const told = (await world.eventTypes('acme')).filter((type) => type === 'reconciliation.differences');
        expect([when, at, told.length]).toEqual([when, at, 1]);
        survived++;
      }
    }
    expect(survived).toBeGreaterThan(20);
  });

  test('holds it for a minute at most', async () => {
    await using world = await mixedWorld();
    const id = await world.start();
    await expect(reconcileNext(dying(world, 3, 'before'))).rejects.toThrow(Dead);
    expect(await reconcileNext(world.deps())).toBe(false);
    world.goOn(MINUTE_MS + 1);
    await world.run(id);
  });
});

test('a worker that was overtaken changes nothing any more', async () => {
  await using world = await mixedWorld();
  const id = await world.start();
  let paused = true;
  const slow = world.deps({
    getty: {
      ...world.deps().getty,
      history: async (query) => {
        const page = await world.deps().getty.history(query);
        if (paused && query.page === 2) {
          paused = false;
          world.goOn(2 * MINUTE_MS);
          await world.run(id);
        }
        return page;
      },
    },
  });
  await reconcileNext(slow);
  expect(await world.get(id)).toMatchObject({ status: 'completed', counts: { matched: 8, ours_only: 1, getty_only: 2, different: 2 } });
});

test('two workers share the work: each reconciliation runs once', async () => {
  await using world = await mixedWorld();
  const ids = [await world.start('acme'), await world.start('beta'), await world.start(null)];
  while ((await Promise.all([reconcileNext(world.deps()), reconcileNext(world.deps())])).some(Boolean)) world.goOn(1_000);
  expect(world.ended).toHaveLength(3);
  for (const id of ids) expect(await world.get(id)).toMatchObject({ status: 'completed' });
});

test('a worker that stops gives it back after its page', async () => {
  await using world = await mixedWorld();
  const id = await world.start();
  let pages = 0;
  world.onRead((_query, page) => {
    pages++;
    return page;
  });
  await reconcileNext(world.deps(), () => pages === 2);
  expect(await world.get(id)).toMatchObject({ status: 'running', progress: { pages: 2, resume_at: null } });
  await reconcileNext(world.deps());
  expect(await world.get(id)).toMatchObject({ status: 'completed', counts: { matched: 8 } });
});
