import { randomUUID } from 'node:crypto';

import { describe, expect, test } from '@jest/globals';

import type { Change } from './job/change.ts';
import { decodeEvents, type StreamEntry } from './event-log.ts';
import { unpackEvent } from './packed/packed-event.ts';
import { EVENT_FIELDS } from '../redis/constants.ts';
import { toFields } from '../redis/fields.ts';
import { setup } from '../test/world.ts';

/** A change with all fields that an event shows. */
const SUCCEEDED: Change = {
  status: 'succeeded',
  event: 'generation.succeeded',
  result: { generation_request_id: 'g-1', seed: 1, images: [], url_expires_at: '2026-11-21T00:00:00.000Z' },
  billing: { state: 'charged', because: 'getty_accepted' },
  set: {
    accepted_at: 1,
    attempts: 2,
    downloads: ['job_2'],
    getty_id: 'g-1',
    images_expire_at: 2,
    last_status: 200,
    lost_calls: 3,
    polls: 4,
    refusals: 5,
    submitted_at: 6,
  },
};
/** Internal progress is not in events. */
const INTERNAL = { fence: 0, starts: 0, slot: null, intent: null, turnAt: null, line: null };

test.each([1, 2] as const)('an event of format %d shows the job as it was then, and all events have the same fields', async (format) => {
  await using world = await setup(undefined, 'worker', format);
  const { passes, jobs } = world.store;
  const id = await world.accept({ priority: 1, submittedBy: 'key_1' });
  await passes.advance(await world.begin(id), { status: 'failed', event: 'generation.failed', set: { error: { code: 'gone' } } });
  const failed = await jobs.get(id);
  await jobs.retry(id, { confirmCost: true });
  const pass = await world.begin(id, 2);
  await passes.advance(pass, SUCCEEDED);
  const succeeded = await jobs.get(id);

  const entries = (await world.raw.xrange(world.keys.feed('acme'), '-', '+')) as StreamEntry[];
  const decoded = await decodeEvents(world.raw, world.keys, entries);
  expect(decoded).toMatchObject([
    { type: 'generation.failed', tenant: 'acme', about: 'job' },
    { type: 'generation.succeeded', tenant: 'acme', about: 'job' },
  ]);
  expect(decoded.map((event) => event.about === 'job' && event.record)).toEqual([
    { ...failed, ...INTERNAL },
    { ...succeeded, ...INTERNAL },
  ]);
  expect(succeeded).toMatchObject({ result: SUCCEEDED.result, downloads: ['job_2'], refusals: 5, imagesExpireAt: 2, submittedBy: 'key_1' });
  const [first, second] = entries.map(([, flat]) => flat.filter((_text, index) => index % 2 === 0));
  expect(first).toEqual(second);
});

describe('a packed event', () => {
  const HOSTILE = 'a\u001fsecond\u001epart\u001ebof\u001ea = \n"it"';

  test('keeps any text, and times that are none', async () => {
    await using world = await setup(undefined, 'worker', 2);
    const id = await world.accept();
    await world.raw.hset(world.keys.job(id), 'images_expire_at', 'never\u001f', 'submitted_by', HOSTILE, 'resume_at', '1.5');
    await world.store.passes.advance(await world.begin(id), {
      status: 'failed',
      event: 'generation.failed',
      set: { error: { code: HOSTILE } },
    });
    const [[, flat]] = (await world.raw.xrange(world.keys.feed('acme'), '-', '+')) as [StreamEntry];
    const record = await world.raw.hgetall(world.keys.job(id));
    expect(unpackEvent(toFields(flat))).toMatchObject({
      images_expire_at: 'never\u001f',
      submitted_by: HOSTILE,
      resume_at: '1.5',
      error: record['error'],
      updated_at: record['updated_at'],
      deadline_at: record['deadline_at'],
    });
  });

  test('takes less than two thirds of the room of one with names', async () => {
    const sizes = await Promise.all(
      ([1, 2] as const).map(async (format) => {
        await using world = await setup(undefined, 'worker', format);
        const at = world.clock.now();
        const usual = { ...SUCCEEDED.set, accepted_at: at, submitted_at: at, images_expire_at: at + 183 * 86_400_000, attempts: 1 };
        for (let n = 0; n < 5; n++) {
          const id = await world.accept({ submittedBy: 'key_0123456789abcdef' });
          await world.store.passes.advance(await world.begin(id), { ...SUCCEEDED, set: { ...usual, getty_id: randomUUID() } });
        }
        const entries = (await world.raw.xrange(world.keys.feed('acme'), '-', '+')) as StreamEntry[];
        // Redis stores the names once, and two bytes or more beside each value.
        return entries
          .flatMap(([, flat]) => flat.filter((_text, index) => index % 2 === 1))
          .reduce((sum, value) => sum + value.length + 2, 0);
      }),
    );
    expect(sizes[1]!).toBeLessThan((sizes[0]! * 2) / 3);
  });

  test('of an unknown version is refused, not read wrongly', () => {
    const head = { id: 'job_1', tenant: 'acme', event: 'generation.failed' };
    expect(() => unpackEvent({ ...head, p: '2anything' })).toThrow('packed in a way that this version does not know: 2');
    expect(() => unpackEvent({ ...head, p: '11\u001f!new' })).toThrow('with a field that this version does not know: !');
  });

  test('has a letter of its own for each field', () => {
    const letters = EVENT_FIELDS.map(([, letter]) => letter);
    expect(new Set(letters).size).toBe(letters.length);
  });
});
