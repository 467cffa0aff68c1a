import { request } from 'node:http';

import { describe, expect, test } from '@jest/globals';
import { newJobId } from '@darkroom/queue';
import { VERSION } from '@darkroom/runtime';
import { waitFor } from '@darkroom/testkit';

import { KEYS, pointersOf, problemOf, setup, type Asked } from '../test/world.ts';

const FOX = { prompt: 'a fox' };

describe('what is not served', () => {
  test.each([
    ['GET', '/v1/generations', 'POST'],
    ['PUT', '/v1/downloads', 'POST'],
    ['PUT', '/v1/batches', 'GET, HEAD, POST'],
    ['DELETE', '/v1/batches/x', 'GET, HEAD'],
    ['POST', '/v1/jobs', 'GET, HEAD'],
    ['PUT', '/v1/jobs/x', 'GET, HEAD, PATCH, DELETE'],
    ['GET', '/v1/jobs/x/cancel', 'POST'],
    ['PATCH', '/v1/jobs/x/retry', 'POST'],
    ['POST', '/v1/jobs/x/images/0', 'GET, HEAD'],
    ['OPTIONS', '/v1/generations/x/images/0/download-sizes', 'GET, HEAD'],
  ])('%s %s is 405 and says what is', async (method, path, allowed) => {
    await using world = await setup();
    const answered = await world.call(path, { method });
    problemOf(answered, 'method_not_allowed');
    expect(answered.headers.get('allow')).toBe(allowed);
  });

  test.each(['/', '/v1', '/v1/nothing', '/v2/jobs', '/v1/jobs/x/y', '/v1/%zz'])('%s is 404', async (path) => {
    await using world = await setup();
    expect(problemOf(await world.call(path), 'not_found').instance).toBe(path);
  });

  test.each([
    [null, undefined],
    [null, `Basic ${KEYS.acme}`],
    [null, 'Bearer'],
    [null, `Bearer ${KEYS.acme}x`],
    [null, `Bearer ${KEYS.acme.slice(0, -1)}`],
    [null, KEYS.acme],
  ])('without a known key: 401 on every route (%#)', async (tenant, authorization) => {
    await using world = await setup();
    const headers = authorization === undefined ? {} : { authorization };
    const asked: [string, Asked][] = [
      ['/v1/jobs', {}],
      ['/V1/JOBS', {}],
      ['/v1/nothing', {}],
      ['/v1/generations', { body: FOX }],
      ['/v1/downloads', { body: {} }],
    ];
    for (const [path, more] of asked) {
      const answered = await world.call(path, { ...more, tenant, headers });
      problemOf(answered, 'unauthorized');
      expect(answered.headers.get('www-authenticate')).toMatch(/^Bearer/);
    }
    expect(await world.count()).toBe(0);
  });
});

describe('a body', () => {
  test.each([
    ['application/json', 202],
    ['Application/JSON; charset=UTF-8', 202],
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['application/problem+json', 415],
    ['application/json; charset=latin1', 415],
    ['', 415],
  ])('as %j is answered with %d', async (type, status) => {
    await using world = await setup();
    const asked = { raw: '{"prompt":"a fox"}', headers: { 'content-type': type } };
    expect((await world.call('/v1/generations', asked)).status).toBe(status);
    expect(await world.count()).toBe(status === 202 ? 1 : 0);
  });

  test('compressed is refused', async () => {
    await using world = await setup();
    const answered = await world.call('/v1/generations', { raw: '{"prompt":"a fox"}', headers: { 'content-encoding': 'gzip' } });
    expect(problemOf(answered, 'unsupported_media_type').retryable).toBe(false);
  });

  const notJson = ['{', '{"prompt":"a fox"', "{'prompt':'a fox'}", 'prompt=a', '\u0000', Buffer.from('{"prompt":"\xff"}', 'latin1')];
  test.each(notJson)('%j is not JSON in UTF-8', async (raw) => {
    await using world = await setup();
    expect(problemOf(await world.call('/v1/generations', { raw }), 'bad_json').detail).toBe('The body is not JSON in UTF-8.');
  });

  test('that is missing is one wrong field: all of it', async () => {
    await using world = await setup();
    expect(pointersOf(await world.call('/v1/generations', { method: 'POST' }))).toEqual(['']);
  });

  test('of ten megabytes is refused before it has been read, announced or not', async () => {
    await using world = await setup();
    const chunk = Buffer.alloc(65_536, 'x');
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulled += chunk.length;
        controller.enqueue(chunk);
      },
    });
    for (const raw of [Buffer.alloc(10_000_000, 'x'), endless]) {
      problemOf(await world.call('/v1/generations', { raw, headers: { 'content-type': 'application/json' } }), 'body_too_large');
    }
    expect(pulled).toBeLessThan(10_000_000);
    expect(await world.count()).toBe(0);
  });

  test('of 256 KB is read, one byte more is not', async () => {
    await using world = await setup();
    const raw = '{"prompt":"a"}'.padStart(262_144);
    expect((await world.call('/v1/generations', { raw })).status).toBe(202);
    expect(problemOf(await world.call('/v1/generations', { raw: ` ${raw}` }), 'body_too_large').detail).toContain('262144');
  });

  test('with a sender that goes away half-way leaves only a log line', async () => {
    await using world = await setup();
    // The first request of a key asks Redis for its rate limit; from then on a request is at its route at once.
    await world.call('/v1/jobs');
    const half = request({
      port: world.api.port,
      path: '/v1/generations',
      method: 'POST',
      headers: { authorization: `Bearer ${KEYS.acme}`, 'content-type': 'application/json', 'content-length': '100' },
    });
    half.on('error', () => undefined); // it is cut here, on purpose
    half.write('{"prompt":');
    await new Promise((resolve) => half.once('socket', (socket) => socket.once('connect', resolve)));
    half.destroy();
    const line = await waitFor(() => world.lines.find((text) => text.includes('"status":499')), { what: 'the line of the broken request' });
    expect(JSON.parse(line)).toMatchObject({ level: 'info', route: '/v1/generations' });
    expect(await world.count()).toBe(0);
  });
});

describe('every answer', () => {
  test('carries the id of its request: the one the caller gave when it is sane', async () => {
    await using world = await setup();
    const idFor = async (given: string) =>
      (await world.call('/v1/jobs', { headers: { 'x-request-id': given } })).headers.get('x-request-id');
    expect(await idFor('trace-1:2.3_4')).toBe('trace-1:2.3_4');
    for (const insane of ['a b', '"quoted"', '{}', 'x'.repeat(129)]) expect(await idFor(insane)).toMatch(/^req_[0-9a-f-]{36}$/);
    const problem = problemOf(await world.call('/v1/jobs/x', { headers: { 'x-request-id': 'mine' } }), 'not_found');
    expect(problem.request_id).toBe('mine');
  });

  test('names no software and may not be kept or framed', async () => {
    await using world = await setup();
    const { headers } = await world.call('/v1/jobs');
    expect(headers.has('x-powered-by')).toBe(false);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});

describe('what operators see', () => {
  test('a fault of ours: the caller gets an id, the log what went wrong under that id', async () => {
    await using world = await setup();
    const id = newJobId();
    await world.store.jobs.accept({ id, type: 'generation', tenant: 'acme', request: null as never, createdAt: 0, deadlineAt: 0 });
    const answered = await world.call(`/v1/jobs/${id}`);
    const problem = problemOf(answered, 'internal_error');
    expect(answered.text).not.toMatch(/TypeError|\.ts/);
    const line = JSON.parse(world.lines.at(-1)!) as Record<string, unknown>;
    expect(line).toMatchObject({ level: 'error', status: 500, request_id: problem.request_id, error: { type: 'TypeError' } });
  });

  test('one line a request, with its id, route and job, and without keys, bodies or query', async () => {
    await using world = await setup();
    const answered = await world.call('/v1/generations', {
      body: { prompt: 'a secret fox' },
      headers: { 'idempotency-key': 'key-of-mine' },
    });
    await world.call('/v1/jobs?cursor=token%3Dabc&cursor=', { headers: { 'x-request-id': 'r-2' } });
    await world.call('/v1/jobs', { tenant: null, headers: { authorization: 'Bearer wrong-key-123' } });
    const lines = world.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.filter(({ msg }) => msg !== 'redis.connected')).toMatchObject([
      {
        msg: 'http.request',
        request_id: answered.headers.get('x-request-id'),
        tenant: 'acme',
        method: 'POST',
        route: '/v1/generations',
        status: 202,
        job_id: (answered.json as { id: string }).id,
        outcome: 'accepted',
      },
      { request_id: 'r-2', route: '/v1/jobs', status: 422, code: 'invalid_request' },
      { status: 401, code: 'unauthorized' },
    ]);
    for (const secret of [...Object.values(KEYS), 'secret fox', 'key-of-mine', 'token', 'wrong-key']) {
      expect(world.lines.join('')).not.toContain(secret);
    }
  });

  test('health, readiness, and metrics by route pattern and of jobs by status', async () => {
    await using world = await setup();
    const { id } = await world.submit();
    await world.submit({}, { tenant: 'beta' });
    await world.call(`/v1/jobs/${id}`);
    const open = { tenant: null };
    expect((await world.call('/healthz', open)).json).toEqual({ status: 'ok', version: VERSION });
    expect((await world.call('/readyz', open)).json).toMatchObject({ ready: true, redis: { durability: 'always' } });
    const { text } = await world.call('/metrics', open);
    expect(text).toContain('darkroom_jobs{status="queued",app="api"} 2');
    expect(text).toContain('darkroom_audit_entries{app="api"} 0');
    expect(text).toContain('darkroom_passes_due{type="generation",app="api"} 2');
    expect(text).toMatch(/darkroom_jobs_queued_oldest_seconds\{app="api"\} [\d.]+\n/);
    for (const line of ['deliveries_pending', 'deliveries_due', 'deliveries_due_oldest_seconds', 'events_unhandled']) {
      expect(text).toContain(`darkroom_${line}{app="api"} 0`);
    }
    expect(text).toContain('darkroom_http_request_duration_seconds_count{app="api",method="GET",route="/v1/jobs/:id",status="200"} 1');
    expect(text).toContain('darkroom_submissions_total{type="generation",outcome="accepted",app="api"} 2');
    expect(text).not.toContain(id);
  });
});
