import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AppProcess } from '@darkroom/testkit';

import { setupSteps, startQuickGetty } from '../test/stepped-world.ts';

type World = Awaited<ReturnType<typeof setupSteps>>;

let simulator: AppProcess;
beforeAll(async () => {
  simulator = await startQuickGetty();
});
afterAll(async () => simulator[Symbol.asyncDispose]());

const NOT_LOOKED = { ask: async () => ({ known: true, item: null }) };

/** A held generation: its call never reached Getty. */
async function heldGeneration(world: World): Promise<string> {
  const id = await world.generation(`a fox ${Math.random()} [sim:generate drop=before times=1]`);
  await world.run(world.worker(), id);
  expect(await world.record(id)).toMatchObject({ status: 'held' });
  return id;
}

describe('an adopted generation', () => {
  test('that Getty has succeeds', async () => {
    await using world = await setupSteps(simulator);
    const id = await heldGeneration(world);
    const found = await world.finished();
    await world.store.jobs.resolve(id, { action: 'adopt', generation_request_id: found }, NOT_LOOKED);
    await world.run(world.worker(), id);
    expect(await world.record(id)).toMatchObject({
      status: 'succeeded',
      gettyId: found,
      billing: { state: 'charged', because: 'adopted' },
    });
  });

  test('that Getty does not have is held again, and can be resolved again', async () => {
    await using world = await setupSteps(simulator);
    const id = await heldGeneration(world);
    await world.store.jobs.resolve(id, { action: 'adopt', generation_request_id: 'vanished' }, NOT_LOOKED);
    // A young 404 means "not yet", also to a worker whose clock is three minutes ahead of that of the one before.
    await world.clock.sleep(3 * 60_000 + 30_000);
    await world.worker().pass({ id, run: (await world.record(id)).run });
    expect(await world.record(id)).toMatchObject({ status: 'waiting', gettyId: 'vanished' });
    await world.clock.sleep(3 * 60_000);
    await world.run(world.worker(), id);
    expect(await world.record(id)).toMatchObject({
      status: 'held',
      gettyId: null,
      acceptedAt: null,
      billing: { state: 'unknown', because: 'outcome_unknown' },
      error: { code: 'outcome_unknown' },
    });
    const found = await world.finished();
    await world.store.jobs.resolve(id, { action: 'adopt', generation_request_id: found }, NOT_LOOKED);
    await world.run(world.worker(), id);
    expect(await world.record(id)).toMatchObject({ status: 'succeeded', run: 3, gettyId: found });
  });

  test('of a download is not the file of another size that was there before', async () => {
    await using world = await setupSteps(simulator);
    const of = await world.finished();
    await world.run(world.worker(), await world.download({ of, size_name: '1k' }));
    const id = await world.download({ of, size_name: '4k' });
    // Its worker dies before the call, and all look-ups fail, so it is held.
    await world.worker(7).pass({ id, run: 1 });
    const record = await world.record(id);
    expect(record).toMatchObject({ status: 'submitting' });
    await world.holdUnseen(id);
    await world.store.jobs.resolve(id, { action: 'adopt' }, NOT_LOOKED);
    await world.run(world.worker(), id);
    expect(await world.record(id)).toMatchObject({ status: 'held', slot: null, billing: { state: 'unknown' } });
  });
});

test('a cancel during a look-up ends as canceled, with its bill unknown', async () => {
  await using world = await setupSteps(simulator);
  const id = await world.generation('a fox [sim:generate drop=before times=1]', { on_unknown: 'retry' });
  await world.worker().pass({ id, run: 1 });
  await world.store.jobs.cancel(id, 'generation');
  await world.run(world.worker(), id);
  expect(await world.record(id)).toMatchObject({
    status: 'canceled',
    attempts: 1,
    error: null,
    billing: { state: 'unknown', because: 'outcome_unknown' },
  });
  expect(await world.effects(await world.record(id))).toEqual([]);
});

test('a cancel during a look-up that finds it ends as canceled, charged, with its id', async () => {
  await using world = await setupSteps(simulator);
  const id = await world.generation('a fox [sim:generate drop=after times=1]');
  await world.worker().pass({ id, run: 1 });
  await world.store.jobs.cancel(id, 'generation');
  await world.run(world.worker(), id);
  const job = await world.record(id);
  expect(job).toMatchObject({ status: 'canceled', billing: { state: 'charged', because: 'found_in_history' } });
  expect(await world.effects(job)).toMatchObject([{ generation_request_id: job.gettyId }]);
});
