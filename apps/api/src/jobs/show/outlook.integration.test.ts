import { expect, test } from '@jest/globals';
import type { Change, Pass } from '@darkroom/queue';

import { jobOf, problemOf, setup, succeeded, type Answered } from '../../test/world.ts';

/** A world in which generations took `seconds`, after the time for which older estimates are used. */
async function setupAfter(seconds: number) {
  let aheadMs = 0;
  const later = () => void (aheadMs += 1_001);
  const world = await setup({ now: () => Date.now() + aheadMs });
  await world.generation({ ...succeeded('g-ended'), processingTime: { moreThanMs: 0, atMostMs: seconds * 1_000 } });
  later();
  return { ...world, later };
}

/** Getty has just accepted the job, or `agoMs` ago. */
function accepted(gettyId: string, agoMs = 0): Change {
  return {
    status: 'waiting',
    set: { getty_id: gettyId, accepted_at: Date.now() - agoMs },
    billing: { state: 'charged', because: 'getty_accepted' },
  };
}

function retryAfterOf({ headers }: Answered): number {
  return Number(headers.get('retry-after'));
}

test('a job shows its place in line, its expected time, and when to ask again', async () => {
  await using world = await setupAfter(20);
  await world.store.queries.setLimits({ pending: 1, queries: undefined });
  const ids = [];
  for (let n = 0; n < 3; n++) {
    const { id } = await world.submit();
    await world.store.passes.takeSlot((await world.store.passes.begin(id, 1)) as Pass, { resource: 'pending', dueAt: Date.now() });
    ids.push(id);
  }
  const seen = await Promise.all(ids.map((id) => world.call(`/v1/jobs/${id}`)));
  expect(seen.map((answered) => jobOf(answered, 200).queue)).toEqual([
    { position: null, eta_seconds: expect.closeTo(20, -1) },
    { position: 1, eta_seconds: expect.closeTo(40, -1) },
    { position: 2, eta_seconds: expect.closeTo(60, -1) },
  ]);
  for (const answered of seen) expect(retryAfterOf(answered)).toBe(Math.min(60, jobOf(answered, 200).queue!.eta_seconds!));

  world.later();
  const late = await world.call('/v1/generations', { body: { prompt: 'a fox' } });
  expect(jobOf(late, 202).queue).toMatchObject({ position: null });
  expect(retryAfterOf(late)).toBe(60);
});

test('before any job has ended there is no estimate, only a short Retry-After', async () => {
  await using world = await setup();
  const answered = await world.call('/v1/generations', { body: { prompt: 'a fox' } });
  expect([jobOf(answered, 202).queue, retryAfterOf(answered)]).toEqual([null, 2]);
});

test('what has ended or is held has no place, and a held job a long Retry-After', async () => {
  await using world = await setupAfter(20);
  const ended = await world.generation(succeeded('g-1'));
  const held = await world.generation({ status: 'held' });
  const answers = await Promise.all([ended, held].map(({ id }) => world.call(`/v1/jobs/${id}`)));
  expect(answers.map((answered) => [jobOf(answered, 200).queue, answered.headers.get('retry-after')])).toEqual([
    [null, null],
    [null, '60'],
  ]);
});

test('lists have no estimates', async () => {
  await using world = await setup();
  await world.submit();
  expect((await world.call('/v1/jobs')).text).not.toContain('"queue"');
});

test('what a generation does not have yet is refused until then', async () => {
  await using world = await setupAfter(20);
  const { id } = await world.generation(accepted('g-1', 5_000));
  const picture = await world.call(`/v1/jobs/${id}/images/0`);
  problemOf(picture, 'not_ready');
  expect(retryAfterOf(picture)).toBeGreaterThan(10);
  expect(retryAfterOf(picture)).toBeLessThanOrEqual(16);
});
