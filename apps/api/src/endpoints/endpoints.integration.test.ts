import { Endpoint, EndpointWithSecret } from '@darkroom/contracts';
import { redisContents, testRedis } from '@darkroom/testkit';
import { describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';

import { pointersOf, problemOf, setup, succeeded, type Answered } from '../test/world.ts';

const KEY = Buffer.alloc(32, 5).toString('base64');
const URL = 'https://hooks.example/in';
const OWN_SECRET = `whsec_${Buffer.alloc(24, 9).toString('base64')}`;

type Options = NonNullable<Parameters<typeof setup>[0]>;

async function world(options: Options = {}) {
  const made = await setup({ ...options, settings: { DARKROOM_ENCRYPTION_KEY: KEY, ...options.settings } });
  const create = async (body: object = {}, tenant: 'acme' | 'beta' = 'acme') =>
    createdOf(await made.call('/v1/endpoints', { body: { url: URL, ...body }, tenant }));
  return { ...made, create };
}

function createdOf(answered: Answered): EndpointWithSecret {
  if (answered.status !== 201) throw new Error(`${answered.status}: ${answered.text}`);
  return EndpointWithSecret.parse(answered.json);
}

function endpointOf(answered: Answered): Endpoint {
  if (answered.status !== 200) throw new Error(`${answered.status}: ${answered.text}`);
  return Endpoint.parse(answered.json);
}

describe('POST /v1/endpoints', () => {
  test('answers with a secret of 32 random bytes, which is not shown again and not readable in Redis or the log', async () => {
    await using redis = testRedis();
    await using made = await world({ redis });
    const answered = await made.call('/v1/endpoints', {
      body: { url: URL, events: ['webhook.test'], description: 'Gallery', metadata: { a: 1 } },
    });
    const { secret, ...endpoint } = createdOf(answered);
    expect(Buffer.from(secret.slice('whsec_'.length), 'base64')).toHaveLength(32);
    expect(answered.headers.get('location')).toBe(`/v1/endpoints/${endpoint.id}`);
    expect(endpoint).toMatchObject({
      url: URL,
      events: ['webhook.test'],
      description: 'Gallery',
      metadata: { a: 1 },
      status: 'enabled',
      disabled: null,
    });

    expect(endpointOf(await made.call(`/v1/endpoints/${endpoint.id}`))).toEqual(endpoint);
    const stored = JSON.stringify(await redisContents(redis));
    const bare = secret.slice('whsec_'.length);
    for (const text of [secret, bare, Buffer.from(secret).toString('base64'), Buffer.from(bare, 'base64').toString('hex')]) {
      expect([stored.includes(text), made.lines.join('').includes(text)]).toEqual([false, false]);
    }
  });

  test('accepts a secret of the caller, and names the field of an invalid one', async () => {
    await using made = await world();
    expect((await made.create({ secret: OWN_SECRET })).secret).toBe(OWN_SECRET);
    expect(pointersOf(await made.call('/v1/endpoints', { body: { url: URL, secret: 'whsec_short' } }))).toEqual(['/secret']);
  });

  test.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0.0.0.0/',
    'http://127.0.0.1./',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[fd00::1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://10.0.0.8:8080/',
    'http://user:pass@hooks.example/',
    'http://8.8.8.8@127.0.0.1/',
    'http://[fe80::1%25eth0]/',
    'ftp://hooks.example/',
    'hooks.example',
  ])('refuses %s', async (url) => {
    await using made = await world();
    expect(new Set(pointersOf(await made.call('/v1/endpoints', { body: { url } })))).toEqual(new Set(['/url']));
  });

  test('accepts a private address if the operator allows it, and a public one always', async () => {
    await using open = await world({ settings: { WEBHOOK_ALLOW_PRIVATE_NETWORKS: 'true' } });
    expect((await open.create({ url: 'http://127.0.0.1:8300/' })).url).toBe('http://127.0.0.1:8300/');
    await using made = await world();
    for (const url of ['http://8.8.8.8/', 'http://[2606:4700::1111]/', 'http://localhost.example/']) {
      expect((await made.create({ url })).url).toBe(url);
    }
  });

  test('reports all errors at once', async () => {
    await using made = await world();
    const body = { url: 'http://10.0.0.1/', events: ['nothing'], description: ' ', colour: 'red' };
    expect(pointersOf(await made.call('/v1/endpoints', { body }))).toEqual(['/colour', '/description', '/events/0', '/url']);
  });

  test('without DARKROOM_ENCRYPTION_KEY is refused by its name', async () => {
    await using made = await setup();
    const answered = await made.call('/v1/endpoints', { body: { url: URL } });
    expect(problemOf(answered, 'secrets_unavailable').detail).toContain('DARKROOM_ENCRYPTION_KEY');
  });

  test('stops at fifty a tenant', async () => {
    await using made = await world();
    for (let n = 0; n < 50; n++) await made.create();
    problemOf(await made.call('/v1/endpoints', { body: { url: URL } }), 'too_many_endpoints');
    expect((await made.create({}, 'beta')).status).toBe('enabled');
  });
});

test('endpoints are listed newest first, each once, and only to their tenant', async () => {
  await using made = await world();
  const ids: string[] = [];
  for (let n = 0; n < 3; n++) ids.unshift((await made.create()).id);
  await made.create({}, 'beta');
  const first = await made.call('/v1/endpoints?limit=2');
  const { data, next_cursor: cursor } = first.json as { data: Endpoint[]; next_cursor: string };
  const second = await made.call(`/v1/endpoints?limit=2&cursor=${cursor}`);
  expect([...data, ...(second.json as { data: Endpoint[] }).data].map(({ id }) => id)).toEqual(ids);
  expect(first.text + second.text).not.toContain('secret"');
});

describe('PATCH /v1/endpoints/{id}', () => {
  test('changes only the given fields; null restores the default', async () => {
    await using made = await world();
    const { id } = await made.create({ events: ['webhook.test'], description: 'Gallery', metadata: { a: 1 } });
    const patch = async (body: object) => endpointOf(await made.call(`/v1/endpoints/${id}`, { method: 'PATCH', body }));
    expect(await patch({ url: 'https://hooks.example/new' })).toMatchObject({ url: 'https://hooks.example/new', events: ['webhook.test'] });
    expect(await patch({ events: null, description: null, metadata: null })).toMatchObject({
      events: null,
      description: null,
      metadata: null,
    });
    expect(pointersOf(await made.call(`/v1/endpoints/${id}`, { method: 'PATCH', body: { url: 'http://127.1/', status: 'off' } }))).toEqual([
      '/status',
      '/url',
    ]);
  });

  test('disables and enables', async () => {
    await using made = await world();
    const { id } = await made.create();
    const patch = async (status: string) => endpointOf(await made.call(`/v1/endpoints/${id}`, { method: 'PATCH', body: { status } }));
    expect(await patch('disabled')).toMatchObject({ status: 'disabled', disabled: { reason: 'by_caller' } });
    problemOf(await made.call(`/v1/endpoints/${id}/test`, { method: 'POST' }), 'endpoint_disabled');
    problemOf(await made.call(`/v1/endpoints/${id}/recover`, { body: { since: new Date().toISOString() } }), 'endpoint_disabled');
    expect(await patch('enabled')).toMatchObject({ status: 'enabled', disabled: null });
  });
});

describe('POST /v1/endpoints/{id}/rotate', () => {
  test('answers with a new secret; the previous one signs for a day, or for the given time', async () => {
    await using made = await world();
    const { id, secret } = await made.create();
    const rotate = async (body?: object) => {
      const answered = await made.call(`/v1/endpoints/${id}/rotate`, { method: 'POST', ...(body && { body }) });
      return EndpointWithSecret.parse(answered.json);
    };
    const day = await rotate();
    expect(day.secret).not.toBe(secret);
    expect(Date.parse(day.previous_secret_expires_at!) - Date.parse(day.updated_at)).toBe(86_400_000);
    const hour = await rotate({ overlap: '1h', secret: OWN_SECRET });
    expect(hour.secret).toBe(OWN_SECRET);
    expect(Date.parse(hour.previous_secret_expires_at!) - Date.parse(hour.updated_at)).toBe(3_600_000);
    expect((await rotate({ overlap: '0s' })).previous_secret_expires_at).toBeNull();
    for (const overlap of ['8d', '169h', '1w', '-1s', '24', '']) {
      expect(pointersOf(await made.call(`/v1/endpoints/${id}/rotate`, { body: { overlap } }))).toEqual(['/overlap']);
    }
  });
});

test('DELETE makes the endpoint unknown', async () => {
  await using made = await world();
  const { id } = await made.create();
  expect((await made.call(`/v1/endpoints/${id}`, { method: 'DELETE' })).status).toBe(204);
  problemOf(await made.call(`/v1/endpoints/${id}`), 'not_found');
  problemOf(await made.call(`/v1/endpoints/${id}`, { method: 'DELETE' }), 'not_found');
});

describe('POST /v1/endpoints/{id}/recover', () => {
  test.each([
    ['before the feed begins', -73 * 3_600_000],
    ['in the future', 60_000],
  ])('refuses an instant %s', async (_when, ms) => {
    await using made = await world();
    const { id } = await made.create();
    const since = new Date(Date.now() + ms).toISOString();
    expect(pointersOf(await made.call(`/v1/endpoints/${id}/recover`, { body: { since } }))).toEqual(['/since']);
  });

  test('opens past events from before the endpoint, once', async () => {
    await using made = await world();
    const since = new Date(Date.now() - 60_000).toISOString();
    const job = await made.generation(succeeded('g-1'));
    const { id } = await made.create();
    const recover = async () => (await made.call(`/v1/endpoints/${id}/recover`, { body: { since } })).json;
    expect(await recover()).toMatchObject({ object: 'recovery', endpoint_id: id, opened: 1, sent_again: 0, next_since: null });
    expect(await recover()).toMatchObject({ opened: 0, sent_again: 0 });
    const listed = await made.call(`/v1/deliveries?endpoint_id=${id}`);
    expect((listed.json as { data: unknown[] }).data).toMatchObject([
      { job_id: job.id, endpoint_id: id, status: 'pending', attempt_count: 0 },
    ]);
  });
});

test('POST /v1/endpoints/{id}/test answers with a delivery that can be read', async () => {
  await using made = await world();
  const { id } = await made.create();
  const answered = await made.call(`/v1/endpoints/${id}/test`, { method: 'POST' });
  expect(answered.status).toBe(202);
  const location = answered.headers.get('location')!;
  expect((await made.call(location)).json).toMatchObject({
    event_type: 'webhook.test',
    endpoint_id: id,
    job_id: null,
    status: 'pending',
    attempts: [],
  });
});

test('another tenant finds neither endpoint nor delivery, and changes nothing', async () => {
  await using made = await world();
  const { id } = await made.create({}, 'beta');
  const tested = await made.call(`/v1/endpoints/${id}/test`, { method: 'POST', tenant: 'beta' });
  const { id: delivery } = tested.json as { id: string };
  for (const unknown of [id, `ep_${'0'.repeat(32)}`, 'ep_1', '%00']) {
    problemOf(await made.call(`/v1/endpoints/${unknown}`), 'not_found');
    problemOf(await made.call(`/v1/endpoints/${unknown}`, { method: 'PATCH', body: { status: 'disabled' } }), 'not_found');
    problemOf(await made.call(`/v1/endpoints/${unknown}`, { method: 'DELETE' }), 'not_found');
    problemOf(await made.call(`/v1/endpoints/${unknown}/recover`, { body: { since: new Date().toISOString() } }), 'not_found');
    for (const action of ['test', 'rotate'])
      problemOf(await made.call(`/v1/endpoints/${unknown}/${action}`, { method: 'POST' }), 'not_found');
  }
  for (const unknown of [delivery, 'dlv_1', '%00', `dlv_${'x'.repeat(200)}`]) {
    problemOf(await made.call(`/v1/deliveries/${unknown}`), 'not_found');
    problemOf(await made.call(`/v1/deliveries/${unknown}/redeliver`, { method: 'POST' }), 'not_found');
  }
  for (const path of ['/v1/endpoints', '/v1/deliveries', `/v1/deliveries?endpoint_id=${id}`]) {
    expect((await made.call(path)).json).toEqual({ data: [], next_cursor: null });
  }
  expect(endpointOf(await made.call(`/v1/endpoints/${id}`, { tenant: 'beta' }))).toMatchObject({ status: 'enabled' });
});

test('a created secret is accepted by the public library', async () => {
  await using made = await world();
  const { secret } = await made.create();
  expect(new Webhook(secret).sign('evt_1-0', new Date(), '{}')).toMatch(/^v1,/);
});

test('event filters accept wildcards, return them unchanged, and refuse unknown events', async () => {
  await using made = await world();
  const { id } = await made.create({ url: URL, events: ['generation.*', 'batch.completed'] });
  expect((await made.call(`/v1/endpoints/${id}`)).json).toMatchObject({ events: ['generation.*', 'batch.completed'] });
  const changed = await made.call(`/v1/endpoints/${id}`, { method: 'PATCH', body: { events: ['*'] } });
  expect(changed.json).toMatchObject({ events: ['*'] });
  const job = await made.submit({ webhook: { url: URL, events: ['download.*'] } });
  expect(job.request).toMatchObject({ webhook: { events: ['download.*'] } });
  for (const wrong of ['generation', 'gen*', '*.failed', 'job.*']) {
    expect(pointersOf(await made.call('/v1/endpoints', { body: { url: URL, events: ['*', wrong] } }))).toEqual(['/events/1']);
    expect(pointersOf(await made.call('/v1/generations', { body: { prompt: 'a fox', webhook: { url: URL, events: [wrong] } } }))).toEqual([
      '/webhook/events/0',
    ]);
  }
});
