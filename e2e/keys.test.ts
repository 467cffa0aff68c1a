import { expect, test } from '@jest/globals';
import { ownRedis, startProcess, testRedis, waitFor, type AppProcess } from '@darkroom/testkit';

import { ADMIN_KEY } from './system.ts';

type Asked = { key: string; method?: string; body?: object; tenant?: string; accept?: string };
type CreatedKey = { id: string; key: string; submitted_by?: string };

async function startApi(redis: { url: string; prefix: string }, settings: Record<string, string> = {}): Promise<AppProcess> {
  return startProcess('api', { REDIS_URL: redis.url, REDIS_PREFIX: redis.prefix, DARKROOM_ADMIN_KEY: ADMIN_KEY, ...settings });
}

/** Asks again while Redis is late, as a careful caller does. */
async function call(api: AppProcess, path: string, asked: Asked): Promise<Response> {
  const answered = async () => {
    const answer = await callOnce(api, path, asked);
    return answer.status === 503 ? undefined : answer;
  };
  return waitFor(answered, { what: `${path} not to be answered 503` });
}

async function callOnce({ url }: AppProcess, path: string, { key, method, body, tenant, accept }: Asked): Promise<Response> {
  return fetch(`${url}${path}`, {
    method: method ?? (body ? 'POST' : 'GET'),
    headers: {
      authorization: `Bearer ${key}`,
      ...(tenant && { 'darkroom-tenant': tenant }),
      ...(accept && { accept }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
}

async function createKey(api: AppProcess, asked: Asked): Promise<CreatedKey> {
  const response = await call(api, '/v1/keys', asked);
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as CreatedKey;
}

const FIRST = { name: 'first', scopes: ['read', 'submit', 'manage', 'webhooks', 'admin'] };
const NARROW = { name: 'narrow', scopes: ['read', 'submit'], rate_limit: 10_000 };

test('from the first key of a tenant to the last: made, used, taken back, in three processes', async () => {
  await using redis = testRedis();
  await using one = await startApi(redis);
  await using two = await startApi(redis);
  await using three = await startApi(redis);

  const admin = await createKey(one, { key: ADMIN_KEY, tenant: 'acme', body: FIRST });
  const narrow = await createKey(two, { key: admin.key, body: NARROW });
  for (const api of [one, two, three]) {
    const submitted = await call(api, '/v1/generations', { key: narrow.key, body: { prompt: 'a fox' } });
    expect([submitted.status, ((await submitted.json()) as CreatedKey).submitted_by]).toEqual([202, narrow.id]);
    expect((await call(api, '/v1/keys', { key: narrow.key })).status).toBe(403);
  }
  const stream = await call(three, '/v1/events', { key: narrow.key, accept: 'text/event-stream' });
  expect(stream.status).toBe(200);
  const ended = stream.text();

  // The third is stopped while it happens.
  three.kill('SIGSTOP');
  expect((await call(one, `/v1/keys/${narrow.id}`, { key: admin.key, method: 'DELETE' })).status).toBe(204);
  expect((await call(one, '/v1/jobs', { key: narrow.key })).status).toBe(401);
  const refusedBy = async (api: AppProcess) => (await call(api, '/v1/jobs', { key: narrow.key })).status === 401;
  await waitFor(() => refusedBy(two), { what: 'the second process to refuse it' });
  three.kill('SIGCONT');
  await waitFor(() => refusedBy(three), { what: 'the third process to refuse it' });
  await ended;
  expect((await call(three, '/v1/jobs', { key: admin.key })).status).toBe(200);
});

test('keys outlive Redis and every api; while Redis is away none is taken for a wrong one', async () => {
  await using redis = await ownRedis();
  const place = { url: redis.url, prefix: 'keys' };
  await using first = await startApi(place);
  const { key } = await createKey(first, { key: ADMIN_KEY, tenant: 'acme', body: FIRST });
  await redis.kill();
  await waitFor(async () => (await callOnce(first, '/v1/jobs', { key })).status === 503, { what: 'Redis to be missed' });
  await first.stop();

  await using second = await startApi(place);
  expect((await callOnce(second, '/v1/jobs', { key })).status).toBe(503);
  expect((await call(second, '/v1/jobs', { key: 'wrong-key' })).status).toBe(401);
  await redis.restart();
  await waitFor(async () => (await callOnce(second, '/v1/jobs', { key })).status === 200, { what: 'Redis to be back' });
});
