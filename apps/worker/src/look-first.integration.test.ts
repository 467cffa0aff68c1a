import { stepsOf } from '@darkroom/testkit';
import { expect, test } from '@jest/globals';

import { inProcessWorld } from './test/in-process-world.ts';

const iso = (ms: number) => new Date(ms).toISOString();

/** A generation that Getty has, with its polls still to come. */
async function pendingJob(pendingMs = 3_600_000) {
  const world = await inProcessWorld();
  const id = await world.submit('generation', { prompt: 'a fox' });
  await world.worker().pass({ id, run: 1 });
  const [made] = world.getty.made;
  made!.readyAt = world.clock.now() + pendingMs;
  return { world, id, made: made!, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

test('polls that find the job pending begin no pass, and the timeline has them as one entry', async () => {
  await using job = await pendingJob();
  const { world, id } = job;
  const before = await world.record(id);
  const worker = world.worker();
  const asked: number[] = [];
  for (let poll = 0; poll < 3; poll++) {
    asked.push(world.clock.now());
    const outcome = await worker.pass({ id, run: 1 });
    if (outcome === 'halted') throw new Error('It was not to halt');
    expect(outcome).toEqual({ note: 'waiting', againAt: expect.any(Number) });
    await world.clock.sleep(outcome.againAt! - world.clock.now());
  }
  expect(new Set(worker.steps)).toEqual(
    new Set(['beginOrLook', 'getGeneration', 'noteLook'].flatMap((call) => [`before ${call}`, `after ${call}`])),
  );
  const record = await world.record(id);
  expect(record).toMatchObject({
    status: 'waiting',
    polls: 3,
    polledAt: asked[2],
    lastStatus: 202,
    starts: 0,
    fence: before.fence,
    seq: before.seq,
  });
  expect((await world.store.jobs.timeline(record)).at(-1)).toEqual({
    at: iso(asked[0]!),
    event: 'polled',
    status: 202,
    count: 3,
    last_at: iso(asked[2]!),
  });

  job.made.readyAt = 0;
  expect(await world.run(id)).toMatchObject({ status: 'succeeded', polls: 4 });
  expect(await world.events(id)).toEqual(['accepted', 'submitting', 'accepted_by_getty', 'polled', 'succeeded']);
});

test('of two workers that look at once, one notes it, and the other leaves the job', async () => {
  await using job = await pendingJob();
  const { world, id } = job;
  const first = world.worker(3); // after the answer, before it is noted
  expect(await first.pass({ id, run: 1 })).toBe('halted');
  expect(await world.worker().pass({ id, run: 1 })).toMatchObject({ note: 'waiting' });
  await first.goOn();
  expect(await world.record(id)).toMatchObject({ polls: 1, status: 'waiting' });
});

test('a look that was overtaken by a whole pass changes nothing, and its answer is not used', async () => {
  for (const readyAt of [0, Infinity]) {
    await using job = await pendingJob();
    const { world, id, made } = job;
    made.readyAt = readyAt;
    const first = world.worker(3);
    expect(await first.pass({ id, run: 1 })).toBe('halted');
    made.readyAt = 0;
    expect(await world.run(id)).toMatchObject({ status: 'succeeded' });
    await first.goOn();
    expect(await world.record(id)).toMatchObject({ status: 'succeeded', polls: 1 });
    expect((await world.eventTypes()).filter((event) => event === 'generation.succeeded')).toHaveLength(1);
  }
});

test('a cancel during a look is not lost', async () => {
  await using job = await pendingJob();
  const { world, id } = job;
  const looking = world.worker(3);
  expect(await looking.pass({ id, run: 1 })).toBe('halted');
  expect(await world.store.jobs.cancel(id, 'generation')).toMatchObject({ outcome: 'asked' });
  await looking.goOn();
  expect(await world.record(id)).toMatchObject({ status: 'waiting', cancel: true });
  expect(await world.run(id)).toMatchObject({ status: 'canceled', billing: { state: 'charged' } });
});

test('at its deadline a job is polled by a pass, and ends', async () => {
  await using job = await pendingJob();
  const { world, id } = job;
  const { deadlineAt } = await world.record(id);
  await world.worker().pass({ id, run: 1 });
  await world.clock.sleep(deadlineAt - world.clock.now());
  expect(await world.run(id)).toMatchObject({ status: 'expired', polls: 2 });
});

test('at a reminder at which a process died, a pass begins, which the record counts', async () => {
  await using job = await pendingJob();
  const { world, id } = job;
  const { fence } = await world.record(id);
  const worker = world.worker();
  expect(await worker.pass({ id, run: 1 }, { hasStalled: true })).toMatchObject({ note: 'waiting' });
  expect(worker.steps).toEqual(stepsOf(['beginOrLook', 'getGeneration', 'advance']));
  expect(await world.record(id)).toMatchObject({ polls: 1, fence: fence + 1 });
});
