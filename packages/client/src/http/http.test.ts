import { describe, expect, test } from '@jest/globals';

import { ApiError } from '../errors/api-error.ts';
import { ConfigurationError, ConnectionError, TimeLimitError } from '../errors/darkroom-error.ts';
import { NotFoundError, QueueUnavailableError, RateLimitedError } from '../errors/problems.ts';
import { readSettings } from '../settings.ts';
import { hangUp, httpTo, json, KEY, problem, scriptedServer, silence } from '../test/scripted-server.ts';

const post = { method: 'POST', path: '/v1/generations', body: { prompt: 'a fox' } } as const;
const get = { method: 'GET', path: '/v1/jobs/job_1' } as const;
const remove = { method: 'DELETE', path: '/v1/jobs/job_1' } as const;
const noContent = (response: { writeHead: (status: number) => { end: () => void } }) => response.writeHead(204).end();

test('the tries of one POST have one key, and each call has its own', async () => {
  await using server = await scriptedServer(hangUp, problem(503, 'queue_unavailable'), json(202, { id: 1 }), json(202, { id: 2 }));
  const { http } = httpTo(server);
  expect(await http.call(post)).toEqual({ id: 1 });
  expect(await http.call(post)).toEqual({ id: 2 });
  const keys = server.asked.map(({ headers }) => headers['idempotency-key']);
  expect(new Set(keys.slice(0, 3)).size).toBe(1);
  expect(keys[3]).not.toBe(keys[0]);
  expect(server.asked[0]).toMatchObject({ body: '{"prompt":"a fox"}', headers: { authorization: `Bearer ${KEY}` } });
});

test('a key that the caller gives is used', async () => {
  await using server = await scriptedServer(json(202, {}));
  await httpTo(server).http.call(post, { idempotencyKey: 'order-1', tenant: 'acme' });
  expect(server.asked[0]!.headers).toMatchObject({ 'idempotency-key': 'order-1', 'darkroom-tenant': 'acme' });
});

describe('between tries', () => {
  test('no try comes before Retry-After, in seconds or as a date', async () => {
    await using server = await scriptedServer(
      problem(429, 'rate_limited', { 'retry-after': '7' }),
      problem(429, 'rate_limited', { 'retry-after': 'Sun, 22 Nov 2026 12:00:38 GMT' }),
      json(200, {}),
    );
    const { http, clock } = httpTo(server);
    await http.call(get);
    expect(clock.slept).toEqual([8_000, 31_000]);
  });

  test('the wait doubles without one, and ends', async () => {
    await using server = await scriptedServer(hangUp);
    const { http, clock } = httpTo(server);
    await expect(http.call(get)).rejects.toBeInstanceOf(ConnectionError);
    expect(clock.slept).toEqual([500, 1_000, 2_000, 4_000, 8_000]);
    expect(server.asked).toHaveLength(6);
  });

  test('a Retry-After beyond the time limit ends the call at once, and is in its error', async () => {
    await using server = await scriptedServer(problem(429, 'rate_limited', { 'retry-after': '3600' }));
    const { http, clock } = httpTo(server);
    const error: unknown = await http.call(get).catch((refused: unknown) => refused);
    expect(error).toBeInstanceOf(RateLimitedError);
    expect(error).toMatchObject({ retryAfterMs: 3_600_000, requestId: 'req_1', name: 'RateLimitedError' });
    expect(clock.slept).toEqual([]);
  });

  test('the signal of the caller ends it, with its own reason', async () => {
    await using server = await scriptedServer(silence);
    const controller = new AbortController();
    const call = httpTo(server).http.call(get, { signal: controller.signal });
    controller.abort(new Error('changed my mind'));
    await expect(call).rejects.toThrow('changed my mind');
  });

  test('a silent server meets the time limit of a try', async () => {
    await using server = await scriptedServer(silence);
    const call = httpTo(server).http.call(get, { timeoutMs: 20, maxRetries: 1 });
    await expect(call).rejects.toBeInstanceOf(TimeLimitError);
    expect(server.asked.length).toBeLessThanOrEqual(2);
  });
});

test.each([
  ['an idempotency key', { idempotencyKey: 'Auftrag-№1' }, 'idempotencyKey'],
  ['an idempotency key', { idempotencyKey: '' }, 'idempotencyKey'],
  ['a header', { headers: { cookie: 'a secret\nof mine' } }, 'The header "cookie"'],
])('%s that HTTP does not have is refused at once, and nothing is sent', async (_what, options, message) => {
  await using server = await scriptedServer(json(200, {}));
  const error: unknown = await httpTo(server)
    .http.call(post, options)
    .catch((refused: unknown) => refused);
  expect(error).toBeInstanceOf(ConfigurationError);
  expect(String(error)).toContain(message);
  expect(String(error)).not.toContain('secret');
  expect(server.asked).toEqual([]);
});

test('the endless page of a proxy ends', async () => {
  await using server = await scriptedServer((response) => {
    response.writeHead(502, { 'content-type': 'text/html' });
    const fill = (): void => void response.write('<p>'.repeat(20_000), () => !response.destroyed && fill());
    fill();
  });
  await expect(httpTo(server).http.call(get, { maxRetries: 0 })).rejects.toThrow(
    '502 unexpected_answer: The answer is not from Darkroom: <p>',
  );
});

describe('is not tried again', () => {
  test.each([
    [404, 'not_found'],
    [402, 'budget_used_up'],
    [409, 'not_ready'],
    [422, 'invalid_request'],
    [502, 'getty_refused'],
  ])('%d %s', async (status, code) => {
    const answered = {
      type: '',
      title: '',
      status,
      detail: 'No.',
      instance: '/',
      code,
      request_id: 'r',
      retryable: code === 'not_ready',
      billed: false,
    };
    await using server = await scriptedServer((response) =>
      response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(answered)),
    );
    const error: unknown = await httpTo(server)
      .http.call(get)
      .catch((refused: unknown) => refused);
    expect(error).toMatchObject({ status, code });
    expect(error).toBeInstanceOf(ApiError);
    expect(server.asked).toHaveLength(1);
  });
});

test('the page of a proxy is tried again where that helps, and quoted', async () => {
  await using server = await scriptedServer((response) =>
    response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad  gateway</h1>'),
  );
  await expect(httpTo(server).http.call(get, { maxRetries: 1 })).rejects.toThrow(
    '502 unexpected_answer: The answer is not from Darkroom: <h1>Bad gateway</h1>',
  );
  expect(server.asked).toHaveLength(2);
});

test('a redirect is not followed: the key would go with it', async () => {
  await using elsewhere = await scriptedServer(json(200, {}));
  await using server = await scriptedServer((response) => response.writeHead(308, { location: `${elsewhere.url}/v1/jobs/job_1` }).end());
  await expect(httpTo(server).http.call(get)).rejects.toThrow(`redirects to ${elsewhere.url}`);
  expect(elsewhere.asked).toEqual([]);
});

test('what is removed counts as removed, also if the first answer was lost', async () => {
  await using lost = await scriptedServer(hangUp, problem(404, 'not_found'));
  expect(await httpTo(lost).http.call(remove)).toBeUndefined();
  await using refused = await scriptedServer(problem(503, 'queue_unavailable'), problem(404, 'not_found'));
  await expect(httpTo(refused).http.call(remove)).rejects.toBeInstanceOf(NotFoundError);
  await using removed = await scriptedServer(noContent);
  expect(await httpTo(removed).http.call(remove)).toBeUndefined();
});

test('an error has what the server answered, and never the key', async () => {
  await using server = await scriptedServer(problem(503, 'queue_unavailable'));
  const error: unknown = await httpTo(server)
    .http.call(post, { maxRetries: 0 })
    .catch((refused: unknown) => refused);
  expect(error).toBeInstanceOf(QueueUnavailableError);
  expect((error as Error).message).toBe('503 queue_unavailable: No.');
});

test.each([
  [{}, 'address of the API is missing'],
  [{ url: 'darkroom.example.com', apiKey: KEY }, 'must be an http:// or https:// address'],
  [{ url: 'http://user:pw@127.0.0.1', apiKey: KEY }, 'must have no user name'],
  [{ url: 'http://127.0.0.1' }, 'API key is missing'],
  [{ url: 'http://127.0.0.1', apiKey: 'sécret' }, 'must be visible ASCII characters'],
])('%j is refused, without the key in the message', (options, message) => {
  expect(() => readSettings(options)).toThrow(ConfigurationError);
  expect(() => readSettings(options)).toThrow(message);
  expect(() => readSettings(options)).not.toThrow('sécret');
});

test('an address may have a path, and a key a line break at its end', () => {
  expect(readSettings({ url: 'https://example.com/darkroom/', apiKey: `${KEY}\n` })).toMatchObject({
    url: 'https://example.com/darkroom',
    apiKey: KEY,
  });
});
