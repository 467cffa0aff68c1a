import type { JobRecord } from '@darkroom/queue';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AppProcess } from '@darkroom/testkit';

import { setupSteps, startQuickGetty } from '../test/stepped-world.ts';

type World = Awaited<ReturnType<typeof setupSteps>>;

let simulator: AppProcess;
beforeAll(async () => {
  simulator = await startQuickGetty();
});
afterAll(async () => simulator[Symbol.asyncDispose]());

/** A worker dies in its paid call, and Redis comes back without the writes since the job was accepted. */
async function sentAndForgotten(world: World, id: string): Promise<void> {
  const forget = await world.remember(id);
  const worker = world.worker();
  await worker.pass({ id, run: 1 });
  await world.gettyIsIdle(id);
  await forget();
  expect(await world.record(id)).toMatchObject({ status: 'queued', attempts: 0, intent: null });
}

/** How many downloads usage counts as charged. */
async function chargedDownloads({ store }: World, { tenant, createdAt }: JobRecord): Promise<number> {
  const [from, to] = [0, 86_400_000].map((afterMs) => new Date(createdAt + afterMs).toISOString().slice(0, 10)) as [string, string];
  let charged = 0;
  for await (const some of store.usage.read({ tenants: [tenant], from, to })) {
    for (const { type, counts } of some) charged += type === 'download' ? counts.charged : 0;
  }
  return charged;
}

describe('after Redis has lost its last writes', () => {
  test('a generation with a lost intent is found by its mark, and not paid again', async () => {
    await using world = await setupSteps(simulator);
    const id = await world.generation('a fox');
    await sentAndForgotten(world, id);
    await world.run(world.worker(), id);
    const job = await world.record(id);
    expect(job).toMatchObject({ status: 'succeeded', attempts: 1, billing: { state: 'charged', because: 'found_in_history' } });
    expect(await world.effects(job)).toHaveLength(1);
  });

  test('a download with a lost intent is found by its image', async () => {
    await using world = await setupSteps(simulator);
    const id = await world.download({ size_name: '4k' });
    await sentAndForgotten(world, id);
    const counted = await chargedDownloads(world, await world.record(id));
    await world.run(world.worker(), id);
    const job = await world.record(id);
    expect(job).toMatchObject({ status: 'succeeded', attempts: 1, billing: { state: 'charged', because: 'found_done' } });
    expect(await world.effects(job)).toHaveLength(1);
    expect(await chargedDownloads(world, job)).toBe(counted + 1); // the record was forgotten, what it had counted was not
  });

  test('what was never sent is sent, once that is certain', async () => {
    await using world = await setupSteps(simulator);
    const id = await world.generation('a fox');
    const forget = await world.remember(id);
    await forget();
    await world.run(world.worker(), id);
    const job = await world.record(id);
    expect(job).toMatchObject({ status: 'succeeded', attempts: 1 });
    expect(await world.effects(job)).toHaveLength(1);
  });

  test('nothing is paid twice, wherever a worker dies during the search', async () => {
    const ends = [];
    for (let haltAt = 0, died = true; died; haltAt++) {
      await using world = await setupSteps(simulator);
      const id = await world.generation(`a fox ${haltAt}`);
      await sentAndForgotten(world, id);
      const worker = world.worker(haltAt);
      await world.run(worker, id);
      died = worker.halted;
      await world.run(world.worker(), id);
      const job = await world.record(id);
      ends.push([job.status, (await world.effects(job)).length]);
    }
    expect(ends.length).toBeGreaterThan(5);
    expect(ends).toEqual(ends.map(() => ['succeeded', 1]));
  });
});
