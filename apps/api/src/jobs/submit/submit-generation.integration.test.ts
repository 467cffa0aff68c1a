import { describe, expect, test } from '@jest/globals';

import { jobOf, pointersOf, problemOf, setup } from '../../test/world.ts';

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const letters = (count: number) => 'x'.repeat(count);
const download = (more: object) => ({ download: { size_name: '1k', images: 'all', ...more } });
const webhook = (more: object) => ({ webhook: { url: 'https://example.com/hook', ...more } });
const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);

/** Each at its limits. */
const TAKEN: object[] = [
  { prompt: 'x' },
  { prompt: letters(10_000) },
  { prompt: 'line\nline\ttab é 🦊' },
  { negative_prompt: letters(10_000) },
  { product_id: 1 },
  { product_id: 2_147_483_647 },
  { project_code: letters(255) },
  { notes: letters(2_000) },
  { seed: -2_147_483_648 },
  { seed: 2_147_483_647 },
  { aspect_ratio: '16:9', media_type: 'illustration', mood: 'black_and_white' },
  download({}),
  download({ images: [0, 3] }),
  download({ size_name: 'original-XL_2.0', notes: 'n', project_code: 'p' }),
  webhook({}),
  webhook({ events: ['generation.waiting', 'batch.completed'] }),
  { metadata: {} },
  { metadata: { filler: letters(4_096 - '{"filler":""}'.length) } },
  { metadata: { deep: nested(31) } },
  { metadata: { whole: -Number.MAX_SAFE_INTEGER, part: 1.5e-300, text: '🦊\u0000', none: null } },
  { priority: -100 },
  { priority: 100 },
  { run_at: inDays(29.9) },
  { run_at: '2020-01-01T00:00:00+02:00' },
  { run_at: inDays(1), deadline: inDays(1.1) },
  { deadline: inDays(0.01) },
  { on_unknown: 'retry' },
];

/** Each just beyond its limits, with the fields that must be named. */
const REFUSED: [body: object, ...pointers: string[]][] = [
  [{ prompt: undefined }, '/prompt'],
  [{ prompt: '' }, '/prompt'],
  [{ prompt: ' \n ' }, '/prompt'],
  [{ prompt: letters(10_001) }, '/prompt'],
  [{ prompt: 'a\u0000b' }, '/prompt'],
  [{ prompt: '\ud800' }, '/prompt'],
  [{ prompt: 5 }, '/prompt'],
  [{ prompt: null }, '/prompt'],
  [{ negative_prompt: letters(10_001) }, '/negative_prompt'],
  [{ product_id: 0 }, '/product_id'],
  [{ product_id: 2_147_483_648 }, '/product_id'],
  [{ product_id: '1' }, '/product_id'],
  [{ project_code: letters(256) }, '/project_code'],
  [{ notes: letters(2_001) }, '/notes'],
  [{ notes: 'x [darkroom:job_0199f2a4c1d07b6c9e5f3a2b1c0d4e5f.1.1]' }, '/notes'],
  [{ notes: '[DARKROOM:' }, '/notes'],
  [{ seed: -2_147_483_649 }, '/seed'],
  [{ seed: 2_147_483_648 }, '/seed'],
  [{ seed: 1.5 }, '/seed'],
  [{ aspect_ratio: '2:1' }, '/aspect_ratio'],
  [{ media_type: 'video' }, '/media_type'],
  [{ mood: 'Warm' }, '/mood'],
  [{ download: {} }, '/download/images', '/download/size_name'],
  [download({ size_name: '4 k' }), '/download/size_name'],
  [download({ notes: '[Darkroom:x] y' }), '/download/notes'],
  [download({ size_name: letters(33) }), '/download/size_name'],
  [download({ images: [] }), '/download/images'],
  [download({ images: [4] }), '/download/images/0'],
  [download({ images: [1, 1] }), '/download/images'],
  [download({ images: 'some' }), '/download/images'],
  [download({ product_id: 1 }), '/download/product_id'],
  [webhook({ url: 'http://[::ffff:127.0.0.1]/' }), '/webhook/url'],
  [webhook({ url: 'http://localhost:8300/' }), '/webhook/url'],
  [webhook({ url: 'ftp://example.com' }), '/webhook/url'],
  [webhook({ url: 'https://me:secret@example.com' }), '/webhook/url'],
  [webhook({ url: `https://example.com/${letters(2_048)}` }), '/webhook/url'],
  [webhook({ events: [] }), '/webhook/events'],
  [webhook({ events: ['generation.started'] }), '/webhook/events/0'],
  [{ metadata: [] }, '/metadata'],
  [{ metadata: { filler: letters(4_097 - '{"filler":""}'.length) } }, '/metadata'],
  [{ metadata: { deep: nested(32) } }, '/metadata'],
  [{ metadata: { half: '\ud800' } }, '/metadata/half'],
  [{ metadata: { '\udc00': 1 } }, '/metadata/\ufffd'],
  [{ metadata: { order: [2 ** 53] } }, '/metadata/order/0'],
  [{ priority: 101 }, '/priority'],
  [{ priority: 0.5 }, '/priority'],
  [{ run_at: inDays(30.1) }, '/run_at'],
  [{ run_at: 'tomorrow' }, '/run_at'],
  [{ run_at: '2026-02-30T00:00:00Z' }, '/run_at'],
  [{ deadline: '2026-12-01 12:00' }, '/deadline'],
  [{ deadline: new Date(Date.now() - 1).toISOString() }, '/deadline'],
  [{ deadline: inDays(1), run_at: inDays(2) }, '/deadline'],
  [{ on_unknown: 'pay' }, '/on_unknown'],
  [{ id: 'job_1', 'a/b~c': 1 }, '/a~1b~0c', '/id'],
  [
    { prompt: 1, seed: 'x', extra: 1, deadline: '2020-01-01T00:00:00Z', run_at: inDays(31) },
    '/deadline',
    '/extra',
    '/prompt',
    '/run_at',
    '/seed',
  ],
];

describe('POST /v1/generations', () => {
  test('takes every field at its limits and answers 202 with the job as it is stored', async () => {
    await using world = await setup();
    for (const fields of TAKEN) {
      const answered = await world.call('/v1/generations', { body: { prompt: 'a fox', ...fields } });
      const job = jobOf(answered, 202);
      expect(answered.headers.get('location')).toBe(`/v1/jobs/${job.id}`);
      expect(answered.headers.get('retry-after')).toBe('2');
      expect({ ...jobOf(await world.call(`/v1/jobs/${job.id}`), 200), queue: null }).toEqual(job);
      expect(job.timeline).toEqual([{ at: job.created_at, event: 'accepted' }]);
      const { metadata, ...request } = { prompt: 'a fox', metadata: null, ...fields };
      expect(job).toMatchObject({ status: 'queued', tenant: 'acme', billing: { state: 'not_charged' }, request, metadata });
    }
    expect(await world.count()).toBe(TAKEN.length);
  });

  test('refuses every field beyond its limits, naming each wrong one, and enqueues nothing', async () => {
    await using world = await setup();
    for (const [fields, ...pointers] of REFUSED) {
      const answered = await world.call('/v1/generations', { body: { prompt: 'a fox', ...fields } });
      expect([fields, pointersOf(answered)]).toEqual([fields, pointers]);
    }
    for (const body of [[], 'a fox', 7, null])
      expect(pointersOf(await world.call('/v1/generations', { raw: JSON.stringify(body) }))).toEqual(['']);
    expect(await world.count()).toBe(0);
    expect(await world.store.reminders.queues()[0]?.getJobCountByTypes()).toBe(0);
  });

  test('a job that runs later is scheduled, and its time to stay unsent begins then', async () => {
    await using world = await setup();
    const runAt = inDays(10);
    const job = await world.submit({ run_at: runAt });
    expect(job.reason).toBe('scheduled');
    const record = await world.store.jobs.get(job.id);
    expect(record?.deadlineAt).toBe(Date.parse(runAt) + 86_400_000);
  });

  test('a body of a hundred thousand wrong fields gets an answer of bounded size', async () => {
    await using world = await setup();
    const body = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`f${index}`, 1]));
    const problem = problemOf(await world.call('/v1/generations', { body }), 'invalid_request');
    expect(problem.errors).toHaveLength(100);
    expect(problem.detail).toBe('20001 fields are not valid: see errors.');
  });

  test('very deep brackets are refused and do no harm', async () => {
    await using world = await setup();
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(pointersOf(await world.call('/v1/generations', { raw: `{"prompt":"a","metadata":{"a":${deep}}}` }))).toEqual(['/metadata']);
    expect(pointersOf(await world.call('/v1/generations', { raw: `{"prompt":${deep}}` }))).toEqual(['/prompt']);
    expect(pointersOf(await world.call('/v1/generations', { raw: '{"prompt":"a","__proto__":{"x":1}}' }))).toEqual(['/__proto__']);
  });
});
