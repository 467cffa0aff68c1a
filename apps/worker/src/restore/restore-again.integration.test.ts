import { expect, test } from '@jest/globals';

import { adoptMarked } from '../adopt-marked.ts';
import type { Deps } from '../pass/deps.ts';
import { inProcessWorld, type InProcessWorld } from '../test/in-process-world.ts';
import { prepareRestored } from './prepare-restored.ts';

const WEEK_MS = 7 * 86_400_000;
const JOBS = 12;

/** All keys as they are now. Returns what puts them back. */
async function backUp({ raw, prefix }: InProcessWorld): Promise<() => Promise<void>> {
  const pattern = `{${prefix}}:*`;
  const kept = await Promise.all((await raw.keys(pattern)).map(async (key) => [key, await raw.dumpBuffer(key)] as const));
  return async () => {
    await raw.del(await raw.keys(pattern));
    for (const [key, value] of kept) await raw.restore(key, 0, value);
  };
}

/** `restore.ts` of one person. `diesAfter`: it is killed when so many jobs go on with a generation of Getty. */
async function prepare({ store, getty, clock }: InProcessWorld, stateAt: number, diesAfter = Infinity): Promise<string[]> {
  let adopted = 0;
  const deps = { store, getty: getty.client, clock, polls: { of: () => undefined } } as unknown as Deps;
  const needs: Parameters<typeof prepareRestored>[0] = {
    store,
    clock,
    // Each answer takes 5 s of the clock.
    getty: { history: async (query) => (await clock.sleep(5_000), getty.client.history(query)) },
    say: () => undefined,
    adopt: async (record, marked) => {
      if (adopted++ === diesAfter) throw new Error('killed');
      await adoptMarked(deps, record, marked);
    },
  };
  return (await prepareRestored(needs, { runId: (await store.dataOrigin.read()).runId, stateAt, withHistory: true })).adopted;
}

test('a backup of a week ago that is prepared by one who is killed, then by two at once, pays nothing again', async () => {
  await using world = await inProcessWorld();
  const ids = await Promise.all(Array.from({ length: JOBS }, (_, n) => world.submit('generation', { prompt: `a fox, number ${n}` })));
  const restore = await backUp(world);
  const stateAt = world.clock.now();
  // One is not sent before the restore.
  for (const id of ids.slice(1)) expect((await world.run(id)).status).toBe('succeeded');
  await world.clock.sleep(WEEK_MS);
  await restore();
  await world.store.dataOrigin.isRestored(stateAt);

  await expect(prepare(world, stateAt, 3)).rejects.toThrow('killed');
  expect((await world.store.dataOrigin.read()).kind).toBe('restored');
  const both = await Promise.all([prepare(world, stateAt), prepare(world, stateAt)]);
  // The history is newest first.
  expect(new Set(both.flat())).toEqual(new Set(ids.slice(1, -3)));
  expect((await world.store.dataOrigin.read()).kind).toBe('own');

  for (const id of ids.slice(1)) expect(await world.run(id)).toMatchObject({ status: 'succeeded' });
  const prompts = world.getty.made.map(({ body }) => (body as { prompt: string }).prompt);
  expect(new Set(prompts).size).toBe(prompts.length);
  expect(prompts).toHaveLength(JOBS - 1);
});
