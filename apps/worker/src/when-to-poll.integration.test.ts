import { expect, test } from '@jest/globals';

import { worldsOfFile, type World } from './test/world.ts';

const setup = worldsOfFile();

const ENOUGH = 100;

test('a job shows when it became ready: after its last 202 and by its 200', async () => {
  await using world = await setup({ simulator: { generation_duration: '5s' } });
  await world.worker.start();
  const job = await world.ended(await world.submit());
  expect(job.polls).toBeGreaterThanOrEqual(2);
  const [processingTime] = await world.store.processingTimes.latest('generation');
  expect(processingTime!.moreThanMs).toBe(job.polledAt! - job.acceptedAt!);
  // Getty counts from when it accepted the call, the worker from when it got the answer.
  expect(processingTime!.atMostMs).toBeGreaterThan(2_500);
  expect(processingTime!.moreThanMs).toBeLessThan(7_500);
});

test('a worker polls first when the jobs of other workers were ready, not before', async () => {
  await using world = await setup({ simulator: { generation_duration: '500ms' } });
  for (let job = 0; job < ENOUGH; job++) await endElsewhere(world, { moreThanMs: 2_900, atMostMs: 3_000 });
  await world.worker.start();
  const job = await world.ended(await world.submit());
  expect(job).toMatchObject({ status: 'succeeded', polls: 1 });
  // The first poll of a worker without data comes after 1.2 s at the latest.
  expect(job.finishedAt! - job.acceptedAt!).toBeGreaterThan(2_000);
});

test('a job found in the history teaches nothing: its acceptance was not observed', async () => {
  await using world = await setup();
  await world.worker.start();
  await world.scenario({ call: 'generate' }, { drop: 'after' });
  expect(await world.ended(await world.submit())).toMatchObject({ status: 'succeeded', billing: { because: 'found_in_history' } });
  expect(await world.store.processingTimes.latest('generation')).toEqual([]);
});

/** Ends a job of another worker. */
async function endElsewhere({ store, submit }: World, processingTime: { moreThanMs: number; atMostMs: number }) {
  const pass = await store.passes.begin(await submit(), 1);
  if (typeof pass === 'string') throw new Error(`No pass to begin: ${pass}`);
  await store.passes.advance(pass, { status: 'succeeded', processingTime });
}
