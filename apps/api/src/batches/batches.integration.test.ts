import { SubmittedBatch, type JobId } from '@darkroom/contracts';
import { describe, expect, test } from '@jest/globals';

import { pointersOf, problemOf, setup, succeeded, type Answered, type Asked } from '../test/world.ts';

const FOX = { type: 'generation', prompt: 'a fox' };
const BETA = { tenant: 'beta' } as const;
const keyed = (key: string, body: object): Asked => ({ headers: { 'idempotency-key': key }, body });

function submittedOf(answered: Answered): SubmittedBatch {
  if (answered.status !== 202) throw new Error(`${answered.status} instead of 202: ${answered.text}`);
  return SubmittedBatch.parse(answered.json);
}

const idsOf = ({ jobs }: SubmittedBatch): JobId[] => jobs.flatMap((job) => ('id' in job ? [job.id] : []));
const errorsOf = ({ jobs }: SubmittedBatch) => jobs.flatMap((job) => ('error' in job ? [[job.index, job.error] as const] : []));
const listed = (answered: Answered) => (answered.json as { data: { id: string }[] }).data.map(({ id }) => id);

/** A thousand jobs in a body of exactly so many bytes. */
function bodyOf(bytes: number): string {
  const jobs = Array.from({ length: 1_000 }, (_, n) => ({ ...FOX, prompt: `${n} ${'x'.repeat(4_000)}` }));
  const short = JSON.stringify({ jobs });
  return `${short}${' '.repeat(bytes - short.length)}`;
}

describe('POST /v1/batches', () => {
  test('accepts generations and downloads together and returns the id of each', async () => {
    await using world = await setup();
    const generation = await world.generation(succeeded('g-1'), { product_id: 42 });
    const jobs = [
      { ...FOX, metadata: { n: 0 } },
      { type: 'download', job_id: generation.id, index: 0, size_name: '1k' },
      { type: 'download', generation_request_id: 'g-1', index: 1, size_name: '4k' },
    ];
    const answered = await world.call('/v1/batches', { body: { jobs, metadata: { order: 7 } } });
    const batch = submittedOf(answered);
    expect(answered.headers.get('location')).toBe(`/v1/batches/${batch.id}`);
    expect(answered.headers.get('retry-after')).toBe('2');
    expect(batch).toMatchObject({
      status: 'running',
      tenant: 'acme',
      total: 3,
      accepted: 3,
      rejected: 0,
      ended: 0,
      counts: { queued: 3, succeeded: 0 },
      metadata: { order: 7 },
      completed_at: null,
    });
    const shown = await Promise.all(idsOf(batch).map(async (id) => (await world.call(`/v1/jobs/${id}`)).json));
    expect(shown).toMatchObject([
      { type: 'generation', batch_id: batch.id, request: { prompt: 'a fox' }, metadata: { n: 0 } },
      { type: 'download', batch_id: batch.id, request: { generation_request_id: 'g-1', product_id: 42 }, metadata: null },
      { type: 'download', batch_id: batch.id, getty: { generation_request_id: 'g-1', index: 1 } },
    ]);
    expect(shown[0]).not.toHaveProperty('request.type');
    const { jobs: _jobs, ...rest } = batch;
    expect(SubmittedBatch.parse((await world.call(batch.urls.self)).json)).toEqual(batch);
    expect((await world.call('/v1/batches')).json).toEqual({ data: [rest], next_cursor: null });
    expect(listed(await world.call(batch.urls.jobs))).toEqual(idsOf(batch).toReversed());
  });

  test('rejects each invalid job alone, with pointers through the whole body, and accepts the rest', async () => {
    await using world = await setup();
    const foreign = await world.generation(succeeded('g-beta'), {}, 'beta');
    const failed = await world.generation({ status: 'failed', event: 'generation.failed' });
    const download = { type: 'download', index: 0, size_name: '1k' };
    const jobs = [
      FOX,
      { ...FOX, prompt: '', seed: 'x', extra: 1, deadline: '2020-01-01T00:00:00Z' },
      { ...FOX, deadline: '2020-01-01T00:00:00Z' },
      { prompt: 'a fox' },
      { type: 'upscale' },
      'a fox',
      null,
      { ...download, job_id: foreign.id },
      { ...download, job_id: failed.id },
      { ...download, index: 4 },
      FOX,
    ];
    const batch = submittedOf(await world.call('/v1/batches', { body: { jobs } }));
    const rejected = errorsOf(batch).map(([index, { code, errors }]) => [index, code, errors?.map(({ pointer }) => pointer).toSorted()]);
    expect(rejected).toEqual([
      [1, 'invalid_request', ['/jobs/1/deadline', '/jobs/1/extra', '/jobs/1/prompt', '/jobs/1/seed']],
      [2, 'invalid_request', ['/jobs/2/deadline']],
      [3, 'invalid_request', ['/jobs/3/type']],
      [4, 'invalid_request', ['/jobs/4/type']],
      [5, 'invalid_request', ['/jobs/5']],
      [6, 'invalid_request', ['/jobs/6']],
      [7, 'not_found', undefined],
      [8, 'not_ready', undefined],
      [9, 'invalid_request', ['/jobs/9/index', '/jobs/9/job_id']],
    ]);
    expect(batch).toMatchObject({ status: 'running', total: 11, accepted: 2, rejected: 9, counts: { queued: 2 } });
    expect(batch.jobs.map(({ index }) => index)).toEqual(jobs.map((_, index) => index));
    expect(SubmittedBatch.parse((await world.call(batch.urls.self)).json).jobs).toEqual(batch.jobs);
    expect(listed(await world.call(batch.urls.jobs))).toEqual(idsOf(batch).toReversed());
  });

  test('without an accepted job is completed at once', async () => {
    await using world = await setup();
    const answered = await world.call('/v1/batches', { body: { jobs: [{}, {}] } });
    expect(answered.headers.has('retry-after')).toBe(false);
    expect(submittedOf(answered)).toMatchObject({ status: 'completed', accepted: 0, rejected: 2, ended: 0 });
    expect(await world.count()).toBe(0);
  });

  test.each([
    [{}, '/jobs'],
    [{ jobs: {} }, '/jobs'],
    [{ jobs: [] }, '/jobs'],
    [{ jobs: Array.from({ length: 1_001 }, () => FOX) }, '/jobs'],
    [{ jobs: [FOX], metadata: [] }, '/metadata'],
    [{ jobs: [FOX], webhook: { url: 'http://127.1/' } }, '/webhook/url'],
    [{ jobs: [FOX], webhook: { url: 'ftp://example.com' } }, '/webhook/url'],
    [{ jobs: [FOX], webhook: { url: 'https://example.com', events: ['batch.started'] } }, '/webhook/events/0'],
    [{ jobs: [FOX], priority: 1 }, '/priority'],
  ])('is refused as a whole if the batch itself is invalid (%#)', async (body, pointer) => {
    await using world = await setup();
    expect(pointersOf(await world.call('/v1/batches', { body }))).toEqual([pointer]);
    expect(await world.count()).toBe(0);
  });

  test('accepts a thousand jobs of four kilobytes, and no byte more than four megabytes', async () => {
    await using world = await setup();
    const batch = submittedOf(await world.call('/v1/batches', { raw: bodyOf(4_194_304) }));
    expect([batch.accepted, new Set(idsOf(batch)).size]).toEqual([1_000, 1_000]);
    problemOf(await world.call('/v1/batches', { raw: bodyOf(4_194_305) }), 'body_too_large');
    expect(await world.count()).toBe(1_000);
    expect((await world.store.reminders.queues()[0]!.getJobCounts('prioritized'))['prioritized']).toBe(1_000);
  });

  test('brackets without end and wrong fields without end are answered in short', async () => {
    await using world = await setup();
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const raw = `{"jobs":[{"type":"generation","prompt":${deep}},${deep},{"type":"generation","prompt":"a","metadata":{"a":${deep}}}]}`;
    const batch = submittedOf(await world.call('/v1/batches', { raw, headers: { 'idempotency-key': 'deep' } }));
    expect(errorsOf(batch).map(([, { errors }]) => errors?.map(({ pointer }) => pointer))).toEqual([
      ['/jobs/0/prompt'],
      ['/jobs/1'],
      ['/jobs/2/metadata'],
    ]);
    const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`f${n}`, 1]));
    const wrong = submittedOf(await world.call('/v1/batches', { body: { jobs: [{ ...FOX, ...many }] } }));
    expect(errorsOf(wrong)).toMatchObject([[0, { detail: '20000 fields are not valid: see errors.', errors: { length: 10 } }]]);
  });

  test('its webhook is that of each job which names none; its metadata is its own', async () => {
    await using world = await setup();
    const webhook = { url: 'https://hooks.example.com/batch', events: ['batch.completed'] };
    const own = { url: 'https://hooks.example.com/own' };
    const jobs = [FOX, { ...FOX, webhook: own }];
    const batch = submittedOf(await world.call('/v1/batches', { body: { jobs, webhook, metadata: { order: 7 } } }));
    const requests = await Promise.all(idsOf(batch).map(async (id) => (await world.store.jobs.get(id))!.spec.request));
    expect(requests).toEqual([
      { prompt: 'a fox', webhook },
      { prompt: 'a fox', webhook: own },
    ]);
  });
});

describe('Idempotency-Key', () => {
  test('the same body again is the same batch as it is now, with its jobs', async () => {
    await using world = await setup();
    const body = { jobs: [FOX, {}], metadata: { b: 1, a: 2 } };
    const first = submittedOf(await world.call('/v1/batches', keyed('k', body)));
    await world.settle(idsOf(first)[0]!, succeeded('g-1'));
    const again = await world.call('/v1/batches', keyed('k', { metadata: { a: 2, b: 1 }, jobs: body.jobs }));
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const { completed_at: completedAt, ...replayed } = submittedOf(again);
    expect(completedAt).not.toBeNull();
    expect(replayed).toMatchObject({ id: first.id, status: 'completed', ended: 1, counts: { succeeded: 1 }, jobs: first.jobs });
    expect(await world.count()).toBe(1);
  });

  test('another body is refused, also where only a rejected job differs; other tenants and routes have keys of their own', async () => {
    await using world = await setup();
    submittedOf(await world.call('/v1/batches', keyed('k', { jobs: [FOX, { a: 1 }] })));
    problemOf(await world.call('/v1/batches', keyed('k', { jobs: [FOX, { a: 2 }] })), 'idempotency_key_reused');
    problemOf(await world.call('/v1/batches', keyed('k', { jobs: [{ a: 1 }, FOX] })), 'idempotency_key_reused');
    submittedOf(await world.call('/v1/batches', { ...keyed('k', { jobs: [FOX] }), ...BETA }));
    expect((await world.call('/v1/generations', keyed('k', { prompt: 'a fox' }))).headers.has('idempotent-replayed')).toBe(false);
    expect([await world.count(), await world.count('beta')]).toEqual([2, 1]);
  });

  test('twenty times at once is one batch', async () => {
    await using world = await setup();
    const body = { jobs: [FOX, FOX, FOX] };
    const answers = await Promise.all(Array.from({ length: 20 }, () => world.call('/v1/batches', keyed('k', body))));
    expect(new Set(answers.map((answered) => submittedOf(answered).id)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.has('idempotent-replayed'))).toHaveLength(19);
    expect(await world.count()).toBe(3);
  });

  test('a batch sent again after a deadline of its jobs answers as it was', async () => {
    let ahead = 0;
    await using world = await setup({ now: () => Date.now() + ahead });
    const body = { jobs: [{ ...FOX, deadline: new Date(Date.now() + 60_000).toISOString() }] };
    const first = submittedOf(await world.call('/v1/batches', keyed('late', body)));
    ahead = 61_000;
    expect(submittedOf(await world.call('/v1/batches', keyed('late', body))).jobs).toEqual(first.jobs);
  });
});

describe('GET /v1/batches/{id}', () => {
  test('counts at each step, and says when to look again until all have ended', async () => {
    await using world = await setup();
    const batch = submittedOf(await world.call('/v1/batches', { body: { jobs: [FOX, FOX, FOX] } }));
    const [first, second, third] = idsOf(batch) as [JobId, JobId, JobId];
    const counts = async () => {
      const answered = await world.call(batch.urls.self);
      const { status, ended, progress, counts: all } = SubmittedBatch.parse(answered.json);
      expect(progress).toBe([0, 0.33, 0.66, 1][ended]);
      expect(answered.headers.has('retry-after')).toBe(status === 'running');
      return { status, ended, ...Object.fromEntries(Object.entries(all).filter(([, count]) => count > 0)) };
    };
    await world.settle(first, { status: 'waiting', set: { getty_id: 'g-1', accepted_at: 1 } });
    expect(await counts()).toEqual({ status: 'running', ended: 0, waiting: 1, queued: 2 });
    await world.settle(second, { status: 'held' });
    expect(await counts()).toEqual({ status: 'running', ended: 0, waiting: 1, held: 1, queued: 1 });
    await world.call(`/v1/jobs/${third}/cancel`, { method: 'POST' });
    await world.call(`/v1/jobs/${first}/cancel`, { method: 'POST' });
    expect(await counts()).toEqual({ status: 'running', ended: 1, waiting: 1, held: 1, canceled: 1 });
    await world.call(`/v1/jobs/${second}/resolve`, { body: { action: 'fail' } });
    const pass = await world.store.passes.begin(first, 1);
    if (typeof pass === 'string') throw new Error(pass);
    await world.store.passes.advance(pass, { status: 'canceled', event: 'generation.canceled' });
    expect(await counts()).toEqual({ status: 'completed', ended: 3, canceled: 2, failed: 1 });
    expect((await world.call(`/v1/jobs/${third}/retry`, { method: 'POST' })).status).toBe(202);
    expect(await counts()).toEqual({ status: 'completed', ended: 3, queued: 1, canceled: 1, failed: 1 });
  });

  test("knows only the tenant's own batches", async () => {
    await using world = await setup();
    const batch = submittedOf(await world.call('/v1/batches', { body: { jobs: [FOX] } }));
    problemOf(await world.call(batch.urls.self, BETA), 'not_found');
    problemOf(await world.call(`/v1/batches/batch_${'0'.repeat(32)}`), 'not_found');
    problemOf(await world.call('/v1/batches/x'), 'not_found');
    expect(listed(await world.call(batch.urls.jobs, BETA))).toEqual([]);
  });

  test('lists the jobs of one batch by status and type, exactly', async () => {
    await using world = await setup();
    const generation = await world.generation(succeeded('g-1'));
    const download = { type: 'download', job_id: generation.id, index: 0, size_name: '1k' };
    const batch = submittedOf(await world.call('/v1/batches', { body: { jobs: [FOX, download, FOX] } }));
    submittedOf(await world.call('/v1/batches', { body: { jobs: [FOX, download] } }));
    const [first, second, third] = idsOf(batch);
    await world.call(`/v1/jobs/${third}/cancel`, { method: 'POST' });
    const list = async (query: string) => listed(await world.call(`${batch.urls.jobs}${query}`));
    expect(await list('&type=download')).toEqual([second]);
    expect(await list('&status=queued')).toEqual([second, first]);
    expect(await list('&status=canceled')).toEqual([third]);
    expect(await list('&status=succeeded')).toEqual([]);
  });
});

describe('GET /v1/batches', () => {
  test("pages through the tenant's own, newest first, without their jobs", async () => {
    await using world = await setup();
    const made: string[] = [];
    for (let n = 0; n < 3; n++) made.push(submittedOf(await world.call('/v1/batches', { body: { jobs: [FOX] } })).id);
    submittedOf(await world.call('/v1/batches', { body: { jobs: [FOX] }, ...BETA }));
    const first = await world.call('/v1/batches?limit=2');
    const { next_cursor: cursor } = first.json as { next_cursor: string };
    const second = await world.call(`/v1/batches?limit=2&cursor=${cursor}`);
    expect([...listed(first), ...listed(second)]).toEqual(made.toReversed());
    expect(second.json).toMatchObject({ data: [{ progress: 0 }], next_cursor: null });
    expect(JSON.stringify([first.json, second.json])).not.toContain('"jobs":[');
    expect(pointersOf(await world.call('/v1/batches?status=running'))).toEqual(['/status']);
    expect(pointersOf(await world.call('/v1/batches?cursor=x'))).toEqual(['/cursor']);
  });
});

describe('POST /v1/batches/{id}/cancel', () => {
  test('is 200 when all has ended by it, then 409, and a replay under its key', async () => {
    await using world = await setup();
    const batch = submittedOf(await world.call('/v1/batches', { body: { jobs: [FOX, {}, FOX] } }));
    const cancel = (asked: Asked = {}) => world.call(`/v1/batches/${batch.id}/cancel`, { method: 'POST', ...asked });
    problemOf(await cancel(BETA), 'not_found');
    expect(pointersOf(await cancel({ body: { force: true } }))).toEqual(['/force']);
    const canceled = await cancel(keyed('c', {}));
    expect([canceled.status, canceled.headers.has('retry-after')]).toEqual([200, false]);
    expect(SubmittedBatch.parse(canceled.json)).toMatchObject({
      status: 'completed',
      progress: 1,
      counts: { canceled: 2 },
      jobs: batch.jobs,
    });
    problemOf(await cancel(), 'already_finished');
    const again = await cancel(keyed('c', {}));
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
  });

  test('is 202 while Getty has some of it, which stays paid', async () => {
    await using world = await setup();
    const batch = submittedOf(await world.call('/v1/batches', { body: { jobs: [FOX, FOX] } }));
    const [first] = idsOf(batch) as [JobId];
    const charged = { state: 'charged', because: 'getty_accepted' } as const;
    await world.settle(first, { status: 'waiting', set: { getty_id: 'g-1', accepted_at: 1 }, billing: charged });
    const canceled = await world.call(`/v1/batches/${batch.id}/cancel`, { method: 'POST' });
    expect([canceled.status, canceled.headers.get('location'), canceled.headers.get('retry-after')]).toEqual([202, batch.urls.self, '2']);
    expect(SubmittedBatch.parse(canceled.json)).toMatchObject({ status: 'running', progress: 0.5, counts: { waiting: 1, canceled: 1 } });
    expect((await world.call(`/v1/jobs/${first}`)).json).toMatchObject({ billing: charged });
  });
});
