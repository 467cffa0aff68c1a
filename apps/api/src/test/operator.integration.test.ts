import { randomBytes } from 'node:crypto';

import { CreatedKey, Job } from '@darkroom/contracts';
import { describe, expect, test } from '@jest/globals';
import { testRedis, waitFor } from '@darkroom/testkit';

import { everyCall, exampleBodies, fillPath, makeThings } from './every-call.ts';
import { openStream } from './follow-stream.ts';
import { jobOf, KEYS, pointersOf, problemOf, setup, succeeded, type Asked, type World } from './world.ts';

const ADMIN = 'operator-key-e0c1d2';
const SETTINGS = { DARKROOM_ADMIN_KEY: ADMIN, DARKROOM_ENCRYPTION_KEY: randomBytes(32).toString('base64') };
const asOperator: Asked = { key: ADMIN, headers: { accept: 'application/json' } };
const forTenant = (tenant: string): Asked => ({ key: ADMIN, headers: { accept: 'application/json', 'darkroom-tenant': tenant } });
const inBeta = { tenant: 'beta' } as const;

const idsOf = async (world: World, path: string, asked: Asked = asOperator) => {
  const { json, status, text } = await world.call(path, asked);
  if (status !== 200) throw new Error(`${status}: ${text}`);
  return (json as { data: { id: string }[] }).data.map(({ id }) => id);
};

test('every call covers all tenants for the operator, or asks for one; with one it is answered, and no other key may name one', async () => {
  await using world = await setup({ settings: SETTINGS });
  const things = await makeThings(world, 'acme');
  for (const call of everyCall().toSorted((a, b) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE'))) {
    const { method, operation } = call;
    const path = fillPath(call.path, things);
    const [body] = exampleBodies(call, things);
    const ask = (asked: Asked) => world.call(path, { ...asked, method, ...(body !== undefined && { body }) });
    problemOf(await ask({ headers: { accept: 'application/json', 'darkroom-tenant': 'acme' } }), 'forbidden');
    const [alone, named] = [await ask(asOperator), await ask(forTenant('acme'))];
    const isRefused = alone.text.includes('"tenant_required"');
    expect([method, path, isRefused, alone.text]).toEqual([method, path, operation.covers !== 'all_tenants', alone.text]);
    const refusals = method === 'DELETE' ? [401, 403, 500] : [401, 403, 404, 500];
    expect([method, path, named.text, refusals.includes(named.status)]).toEqual([method, path, named.text, false]);
  }
});

test('what belongs to a tenant is submitted only for one', async () => {
  await using world = await setup({ settings: SETTINGS });
  for (const [path, body] of [
    ['/v1/generations', { prompt: 'a fox' }],
    ['/v1/downloads', { job_id: `job_${'0'.repeat(32)}`, index: 0, size_name: '1k' }],
    ['/v1/batches', { jobs: [{ type: 'generation', prompt: 'a fox' }] }],
    ['/v1/endpoints', { url: 'https://example.com/hook' }],
    ['/v1/keys', { name: 'ci', scopes: ['read'] }],
  ] as const) {
    problemOf(await world.call(path, { ...asOperator, body }), 'tenant_required');
  }
  const job = jobOf(await world.call('/v1/generations', { ...forTenant('acme'), body: { prompt: 'a fox' } }), 202);
  expect(job.tenant).toBe('acme');
  expect(jobOf(await world.call(`/v1/jobs/${job.id}`), 200).submitted_by).toMatch(/^key_/);
  expect((await world.call(`/v1/jobs/${job.id}`, inBeta)).status).toBe(404);
});

test.each(['', ' ', 'a b', 'a:b', '../x', '-x', 'x'.repeat(64), 'ä', 'acme, beta', '*', '__proto__'])(
  'a tenant cannot be named %j',
  async (name) => {
    await using world = await setup({ settings: SETTINGS });
    const asked = { ...asOperator, headers: { 'darkroom-tenant': name } };
    expect(pointersOf(await world.call('/v1/jobs', asked))).toEqual(['/Darkroom-Tenant']);
    problemOf(await world.call('/v1/jobs', { headers: { 'darkroom-tenant': name } }), 'forbidden');
  },
);

describe('lists of the operator', () => {
  test('have what all tenants have, page by page, or what one has', async () => {
    await using world = await setup({ settings: SETTINGS });
    const made: string[] = [];
    for (const tenant of ['acme', 'beta', 'acme', 'beta', 'acme'] as const) made.unshift((await world.submit({}, { tenant })).id);
    const paged: string[] = [];
    for (let next: string | null = '/v1/jobs?limit=2'; next !== null;) {
      const { json } = await world.call(next, asOperator);
      const page = json as { data: Job[]; next_cursor: string | null };
      paged.push(...page.data.map(({ id }) => id));
      next = page.next_cursor && `/v1/jobs?limit=2&cursor=${page.next_cursor}`;
    }
    expect(paged).toEqual(made);
    expect(await idsOf(world, '/v1/jobs', forTenant('beta'))).toEqual(await idsOf(world, '/v1/jobs', inBeta));
    expect(await idsOf(world, '/v1/jobs?status=queued&type=generation')).toEqual(made);
    expect(await idsOf(world, `/v1/jobs?q=${made[1]}`)).toEqual([made[1]]);
    expect(await idsOf(world, '/v1/jobs?q=fox')).toEqual(made);
    expect(await idsOf(world, '/v1/jobs', forTenant('nobody'))).toEqual([]);
  });

  test('of batches, endpoints, deliveries and keys too', async () => {
    await using world = await setup({ settings: SETTINGS });
    const things = { acme: await makeThings(world, 'acme'), beta: await makeThings(world, 'beta') };
    for (const [path, name] of [
      ['/v1/batches', 'batches/:id'],
      ['/v1/endpoints', 'endpoints/:id'],
      ['/v1/deliveries', 'deliveries/:id'],
    ] as const) {
      expect((await idsOf(world, path)).toSorted()).toEqual([things.acme[name]!, things.beta[name]!].toSorted());
      expect(await idsOf(world, path, forTenant('acme'))).toEqual([things.acme[name]]);
    }
    const keys = (await world.call('/v1/keys', asOperator)).json as { data: { tenant: string; source: string }[] };
    expect(keys.data.map(({ tenant, source }) => `${source} of ${tenant}`).toSorted()).toEqual([
      'api of acme',
      'api of beta',
      'environment of acme',
      'environment of beta',
    ]);
    expect(JSON.stringify(keys)).not.toContain('DARKROOM_ADMIN_KEY');
  });
});

test('the operator acts on jobs of any tenant, one or many, once under a key', async () => {
  await using world = await setup({ settings: SETTINGS });
  const [one, two, three] = [await world.submit(), await world.submit({}, inBeta), await world.submit({}, inBeta)];
  const cancel = { ...asOperator, method: 'POST', headers: { 'idempotency-key': 'k' } };
  expect(jobOf(await world.call(`/v1/jobs/${one.id}/cancel`, cancel), 200).tenant).toBe('acme');
  expect((await world.call(`/v1/jobs/${one.id}/cancel`, cancel)).headers.get('idempotent-replayed')).toBe('true');
  const bulk = await world.call('/v1/jobs/cancel', { ...asOperator, body: { ids: [one.id, two.id] } });
  expect((bulk.json as { counts: object }).counts).toEqual({ done: 2, requested: 0, refused: 0 });
  const other = await world.call('/v1/jobs/cancel', { ...forTenant('acme'), body: { filter: { status: 'queued' } } });
  expect((other.json as { matched: number }).matched).toBe(0);
  expect(jobOf(await world.call(`/v1/jobs/${three.id}`, asOperator), 200).status).toBe('queued');
});

test('the feed and the stream of the operator have the events of all tenants in order', async () => {
  await using world = await setup({ settings: SETTINGS });
  await using stream = await openStream(world.api.port, '/v1/events', { key: ADMIN });
  const first = [await world.generation(succeeded('g-1')), await world.generation(succeeded('g-2'), {}, 'beta')];
  await waitFor(() => stream.frames().length === 2, { what: 'two events' });
  const feed = (path: string, asked = asOperator) => idsOf(world, path, asked);
  const two = await feed('/v1/events');
  expect(stream.frames().map(({ id }) => id)).toEqual(two);
  const more = [await world.generation(succeeded('g-3'), {}, 'beta'), await world.generation(succeeded('g-4'))];
  expect(await feed(`/v1/events?after=${two[0]}`)).toEqual([two[1], ...(await feed(`/v1/events?after=${two[1]}`))]);
  const paged: string[] = [];
  for (let next = '/v1/events?limit=1&types=generation.succeeded'; next !== '';) {
    const { json } = await world.call(next, asOperator);
    const page = json as { data: { id: string; data: Job }[]; next_cursor: string | null };
    paged.push(...page.data.map(({ data }) => data.id));
    next = page.next_cursor === null ? '' : `/v1/events?limit=1&types=generation.succeeded&after=${page.next_cursor}`;
  }
  expect(paged).toEqual([...first, ...more].map(({ id }) => id));
  expect((await world.call(`/v1/events/${two[1]}`, asOperator)).status).toBe(200);
  expect((await world.call(`/v1/events/${two[1]}`, forTenant('acme'))).status).toBe(404);
  expect(await feed('/v1/events', forTenant('beta'))).toHaveLength(2);
});

test('without DARKROOM_API_KEYS an operator makes the first key of a tenant, which has all that a tenant has', async () => {
  await using redis = testRedis();
  const settings = { ...SETTINGS, DARKROOM_API_KEYS: '' };
  await using world = await setup({ redis, settings });
  problemOf(await world.call('/v1/jobs', { key: KEYS.acme }), 'unauthorized');
  const make = async (tenant: string) => {
    const { json } = await world.call('/v1/keys', {
      ...forTenant(tenant),
      body: { name: 'first', scopes: ['read', 'submit', 'webhooks', 'admin'] },
    });
    return { key: CreatedKey.parse(json).key! };
  };
  const [north, south] = [await make('north'), await make('south')];
  expect(jobOf(await world.call('/v1/generations', { ...north, body: { prompt: 'a fox' } }), 202).tenant).toBe('north');
  const secretOf = async (asked: Asked) => ((await world.call('/v1/webhook-secret', asked)).json as { secret: string }).secret;
  const secrets = [await secretOf(north), await secretOf(south)];
  expect([new Set(secrets).size, await secretOf(forTenant('north'))]).toEqual([2, secrets[0]]);
  expect((await world.call('/v1/keys', { ...north, body: { name: 'x', scopes: ['admin'] } })).status).toBe(201);
  expect(await world.store.jobs.tenants()).toEqual(['north', 'south']);
});

test('WEBHOOK_SECRET is not shared by tenants that an operator makes', async () => {
  const given = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  await using world = await setup({ settings: { ...SETTINGS, DARKROOM_API_KEYS: '', WEBHOOK_SECRET: given } });
  const secretOf = async (tenant: string) => {
    await world.call('/v1/keys', { ...forTenant(tenant), body: { name: 'first', scopes: ['read'] } });
    return ((await world.call('/v1/webhook-secret', forTenant(tenant))).json as { secret: string }).secret;
  };
  expect([(await secretOf('north')) === given, (await secretOf('south')) === given]).toEqual([true, false]);
});
