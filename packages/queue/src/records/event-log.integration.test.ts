import { expect, test } from '@jest/globals';

import type { Change } from './change.ts';
import { decodeEvents, type StreamEntry } from './event-log.ts';
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

test('an event shows the job as it was then, whatever happened later, and all its events have the same fields', async () => {
  await using world = await setup();
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
