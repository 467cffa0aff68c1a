import { describe, expect, test } from '@jest/globals';

import { jobOf, pointersOf, setup } from '../test/world.ts';

const SETTINGS = { DARKROOM_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64') };
const FOX = { prompt: 'a fox' };
/** `{}` 100 times in each other. */
const DEEP = '{"a":'.repeat(99) + '{}' + '}'.repeat(99);

describe('half a surrogate pair', () => {
  test.each<[path: string, body: unknown, pointers: string[]]>([
    ['/v1/generations', { ...FOX, webhook: { url: 'http://example.com/\ud800' } }, ['/webhook/url']],
    ['/v1/generations', { prompt: '\udc00 fox', notes: 'a\ud83d', project_code: '\ud800' }, ['/notes', '/project_code', '/prompt']],
    ['/v1/generations', { ...FOX, metadata: { a: ['x', { b: '\udfff' }] } }, ['/metadata/a/1/b']],
    ['/v1/generations', { ...FOX, metadata: { 'k\ud800': 1 } }, ['/metadata/k\ufffd']],
    ['/v1/generations', { ...FOX, '\ud800': 1 }, ['/\ufffd']],
    ['/v1/generations', { ...FOX, webhook: { url: 'http://example.com/', events: ['\ud800'] } }, ['/webhook/events/0']],
    [
      '/v1/generations',
      { ...FOX, download: { size_name: '\ud800', images: 'all', notes: '\ud800' } },
      ['/download/notes', '/download/size_name'],
    ],
    [
      '/v1/downloads',
      { generation_request_id: '\ud800', index: 0, size_name: '1k', notes: '\ud800' },
      ['/generation_request_id', '/notes'],
    ],
    [
      '/v1/batches',
      { jobs: [FOX], webhook: { url: 'https://example.com/#\ud800' }, metadata: { a: '\ud800' } },
      ['/metadata/a', '/webhook/url'],
    ],
    ['/v1/endpoints', { url: 'https://example.com/?\ud800', description: '\ud800' }, ['/description', '/url']],
  ])('%s %j is refused, naming each field', async (path, body, pointers) => {
    await using world = await setup({ settings: SETTINGS });
    expect(pointersOf(await world.call(path, { body }))).toEqual(pointers);
    expect(await world.count()).toBe(0);
  });

  test('in one job of a batch rejects that job alone', async () => {
    await using world = await setup();
    const jobs = [
      { type: 'generation', ...FOX },
      { type: 'generation', ...FOX, webhook: { url: 'http://example.com/\ud800' } },
    ];
    const { json } = await world.call('/v1/batches', { body: { jobs } });
    expect(json).toMatchObject({
      accepted: 1,
      rejected: 1,
      jobs: [{ index: 0 }, { index: 1, error: { errors: [{ pointer: '/jobs/1/webhook/url' }] } }],
    });
  });
});

test.each(['"prompt":"a fox","metadata":', '"prompt":'])('what nests a hundred levels deep is refused: %s', async (fields) => {
  await using world = await setup();
  const answered = await world.call('/v1/generations', { raw: `{${fields}${DEEP}}` });
  expect(pointersOf(answered).length).toBeGreaterThan(0);
});

test.each(['http://example.com/\u0000', 'http://example.com/a\nb', '\thttp://example.com/'])('%j is no URL of a webhook', async (url) => {
  await using world = await setup();
  expect(pointersOf(await world.call('/v1/generations', { body: { ...FOX, webhook: { url } } }))).toEqual(['/webhook/url']);
});

describe('metadata', () => {
  const given =
    '{"__proto__":{"a":1},"constructor":"x","toString":null,"nul":"\\u0000","emoji":"\\ud83e\\udd8a","zero":-0,"deep":{"__proto__":[1]}}';

  test('comes back as it was given, whatever its names', async () => {
    await using world = await setup({ settings: SETTINGS });
    const { id } = jobOf(await world.call('/v1/generations', { raw: `{"prompt":"a fox","metadata":${given}}` }), 202);
    const wanted = JSON.stringify(JSON.parse(given));
    expect((await world.call(`/v1/jobs/${id}`)).text).toContain(`"metadata":${wanted}`);
    expect((await world.call('/v1/jobs')).text).toContain(`"metadata":${wanted}`);
    const batch = await world.call('/v1/batches', {
      raw: `{"jobs":[{"type":"generation","prompt":"a fox","metadata":${given}}],"metadata":${given}}`,
    });
    expect(batch.text).toContain(`"metadata":${wanted}`);
    const endpoint = await world.call('/v1/endpoints', { raw: `{"url":"https://example.com/","metadata":${given}}` });
    expect(endpoint.text).toContain(`"metadata":${wanted}`);
  });

  test('counts whole in what an Idempotency-Key stands for', async () => {
    await using world = await setup();
    const submit = async (metadata: string) =>
      world.call('/v1/generations', { raw: `{"prompt":"a fox","metadata":${metadata}}`, headers: { 'idempotency-key': 'k' } });
    expect([(await submit('{"__proto__":1}')).status, (await submit('{"__proto__":2}')).status]).toEqual([202, 422]);
  });

  test.each([
    ['{"a":[1e400]}', '/metadata/a/0'],
    ['{"a":-1e21,"b":9007199254740993}', '/metadata/a,/metadata/b'],
    [`{"__proto__":"${'x'.repeat(4_096)}"}`, '/metadata'],
    ['[]', '/metadata'],
    ['"x"', '/metadata'],
  ])('%.60s is refused at %s', async (metadata, pointers) => {
    await using world = await setup();
    expect(pointersOf(await world.call('/v1/generations', { raw: `{"prompt":"a fox","metadata":${metadata}}` })).join()).toBe(pointers);
  });
});

describe('a query', () => {
  test.each([
    ['/v1/jobs?status=queued&status=failed', ['/status']],
    ['/v1/jobs?batch_id=foo', ['/batch_id']],
    ['/v1/jobs?parent_id=foo', ['/parent_id']],
    ['/v1/jobs?%73tatus=queued&status=queued&limit=1&limit=1', ['/limit', '/status']],
    ['/v1/jobs?__proto__=1&__proto__=2', ['/__proto__']],
    ['/v1/deliveries?job_id=&job_id=', ['/job_id']],
    ['/v1/events?after=a&after=b', ['/after']],
    [`/v1/jobs/job_${'0'.repeat(32)}?x=1`, ['/x']],
    ['/v1/jobs?status=%ed%a0%80', ['/status']],
  ])('%s is refused, naming the parameter', async (path, pointers) => {
    await using world = await setup();
    expect(pointersOf(await world.call(path, { headers: { accept: 'application/json' } }))).toEqual(pointers);
  });
});

describe('null', () => {
  const nulls = {
    negative_prompt: null,
    seed: null,
    notes: null,
    metadata: null,
    webhook: null,
    download: null,
    run_at: null,
    deadline: null,
    priority: null,
    on_unknown: null,
    mood: null,
    product_id: null,
  };

  test('in an optional field is the same as leaving it out', async () => {
    await using world = await setup({ settings: SETTINGS });
    const submit = (body: object) => world.call('/v1/generations', { body, headers: { 'idempotency-key': 'k' } });
    const first = jobOf(await submit({ ...FOX, ...nulls }), 202);
    expect(first).toMatchObject({ metadata: null, request: FOX });
    expect(jobOf(await submit(FOX), 202).id).toBe(first.id);
    const batch = await world.call('/v1/batches', {
      body: { jobs: [{ type: 'generation', ...FOX, ...nulls }], webhook: null, metadata: null },
    });
    expect(batch.json).toMatchObject({ accepted: 1 });
    const download = await world.call('/v1/downloads', {
      body: { job_id: null, generation_request_id: 'g-1', index: 0, size_name: '1k', notes: null },
    });
    expect(download.status).toBe(404);
    const endpoint = { url: 'https://example.com/', events: null, secret: null, description: null, metadata: null };
    expect((await world.call('/v1/endpoints', { body: endpoint })).status).toBe(201);
  });

  test('in a required field is wrong', async () => {
    await using world = await setup();
    expect(pointersOf(await world.call('/v1/generations', { body: { prompt: null } }))).toEqual(['/prompt']);
  });

  test('in a change takes a field back to what it is by default', async () => {
    await using world = await setup({ settings: SETTINGS });
    const body = { url: 'https://example.com/', events: ['webhook.test'], description: 'x', metadata: { a: 1 } };
    const { id } = (await world.call('/v1/endpoints', { body })).json as { id: string };
    const change = { events: null, description: null, metadata: null, status: null };
    const changed = await world.call(`/v1/endpoints/${id}`, { method: 'PATCH', body: change });
    expect(changed.json).toMatchObject({ events: null, description: null, metadata: null, status: 'enabled' });
    expect(pointersOf(await world.call(`/v1/endpoints/${id}`, { method: 'PATCH', body: { url: null } }))).toEqual(['/url']);
  });
});
