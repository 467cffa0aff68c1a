import { ALL_SCOPES, CreatedKey, Key } from '@darkroom/contracts';
import { describe, expect, test } from '@jest/globals';
import { redisContents, testRedis, waitFor } from '@darkroom/testkit';
import { z } from 'zod';

import { jobOf, KEYS, pointersOf, problemOf, setup, type Asked, type World } from '../test/world.ts';

const Page = z.strictObject({ data: z.array(Key), next_cursor: z.string().nullable() });
const BETA = { tenant: 'beta' } as const;

async function create(world: World, body: object = {}, asked: Asked = {}): Promise<CreatedKey & { key: string }> {
  const answered = await world.call('/v1/keys', { ...asked, body: { name: 'ci', scopes: ['read'], ...body } });
  if (answered.status !== 201) throw new Error(`${answered.status}: ${answered.text}`);
  const made = CreatedKey.parse(answered.json);
  return { ...made, key: made.key! };
}

const list = async (world: World, query = '', asked: Asked = {}) => Page.parse((await world.call(`/v1/keys${query}`, asked)).json);
const secondsAhead = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();

describe('POST /v1/keys', () => {
  test('returns a key that works at once in every process, and may do only what it was given', async () => {
    await using redis = testRedis();
    await using one = await setup({ redis });
    await using two = await setup({ redis });
    const answered = await one.call('/v1/keys', { body: { name: 'ci', scopes: ['submit', 'read'], rate_limit: 600 } });
    const { key, ...shown } = CreatedKey.parse(answered.json);
    expect(answered.headers.get('location')).toBe(`/v1/keys/${shown.id}`);
    expect(key).toMatch(/^drk_[\w-]{43}$/);
    expect(shown).toMatchObject({
      tenant: 'acme',
      name: 'ci',
      scopes: ['submit', 'read'],
      rate_limit: 600,
      source: 'api',
      expires_at: null,
    });
    expect([key!.startsWith(shown.prefix), shown.prefix.length]).toEqual([true, 8]);
    for (const world of [two, one]) {
      const job = jobOf(await world.call('/v1/generations', { key: key!, body: { prompt: 'a fox' } }), 202);
      expect([job.tenant, job.submitted_by]).toEqual(['acme', shown.id]);
      problemOf(await world.call(`/v1/jobs/${job.id}/cancel`, { key: key!, method: 'POST' }), 'missing_scope');
      expect(problemOf(await world.call('/v1/keys', { key: key! }), 'missing_scope').detail).toContain('"admin"');
    }
  });

  test('stores no key, and shows it only once', async () => {
    await using redis = testRedis();
    await using world = await setup({ redis });
    const asked = { headers: { 'idempotency-key': 'k' } };
    const made = await create(world, {}, asked);
    const again = await world.call('/v1/keys', { ...asked, body: { name: 'ci', scopes: ['read'] } });
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 'true']);
    const { key, ...shown } = made;
    expect(CreatedKey.parse(again.json)).toEqual({ ...shown, last_used_at: null });
    problemOf(await world.call('/v1/keys', { ...asked, body: { name: 'ci', scopes: ['submit'] } }), 'idempotency_key_reused');
    await world.call('/v1/jobs', { key });
    const everything = [
      JSON.stringify(await redisContents(redis)),
      world.lines.join(),
      again.text,
      JSON.stringify(await list(world)),
    ].join();
    expect([everything.includes(key), everything.includes(key.slice(12))]).toEqual([false, false]);
    expect((await list(world)).data).toHaveLength(2);
  });

  test('replays under its Idempotency-Key also when the key has expired since', async () => {
    await using redis = testRedis();
    await using world = await setup({ redis });
    const asked = { headers: { 'idempotency-key': 'k' } };
    const made = await create(world, { expires_at: secondsAhead(1) }, asked);
    const body = { name: 'ci', scopes: ['read'], expires_at: made.expires_at };
    const isRefused = async () => (await world.call('/v1/jobs', { key: made.key })).status === 401;
    await waitFor(isRefused, { what: 'the key to expire' });
    expect(problemOf(await world.call('/v1/jobs', { key: made.key }), 'unauthorized').detail).toContain('expired');
    expect(CreatedKey.parse((await world.call('/v1/keys', { ...asked, body })).json).id).toBe(made.id);
    expect(pointersOf(await world.call('/v1/keys', { body }))).toEqual(['/expires_at']);
  });

  test('grants only scopes that the caller has', async () => {
    await using world = await setup();
    const admin = await create(world, { scopes: ['admin', 'read'] });
    const asked = { key: admin.key };
    expect((await create(world, { scopes: ['read', 'admin'] }, asked)).scopes).toEqual(['read', 'admin']);
    const refused = problemOf(await world.call('/v1/keys', { ...asked, body: { name: 'x', scopes: ['read', 'submit'] } }), 'missing_scope');
    expect(refused.detail).toContain('"submit"');
  });

  test.each<[body: unknown, pointers: string[]]>([
    [{}, ['/name', '/scopes']],
    [{ name: ' ', scopes: [] }, ['/name', '/scopes']],
    [{ name: 'x'.repeat(101), scopes: ['read', 'read'] }, ['/name', '/scopes']],
    [{ name: 'a\u0000', scopes: ['write'] }, ['/name', '/scopes/0']],
    [{ name: 'ci', scopes: 'read' }, ['/scopes']],
    [{ name: 'ci', scopes: ['read'], expires_at: '2020-01-01T00:00:00Z' }, ['/expires_at']],
    [{ name: 'ci', scopes: ['read'], expires_at: 'tomorrow' }, ['/expires_at']],
    [{ name: 'ci', scopes: ['read'], rate_limit: 0 }, ['/rate_limit']],
    [{ name: 'ci', scopes: ['read'], rate_limit: 1.5 }, ['/rate_limit']],
    [{ name: 'ci', scopes: ['read'], key: `drk_${'x'.repeat(43)}`, tenant: 'beta' }, ['/key', '/tenant']],
    [[], ['']],
  ])('refuses %j', async (body, pointers) => {
    await using world = await setup();
    expect(pointersOf(await world.call('/v1/keys', { body }))).toEqual(pointers);
    expect((await list(world)).data).toHaveLength(1);
  });

  test('refuses more than 100 keys of a tenant', async () => {
    await using world = await setup();
    const made = await Promise.all(Array.from({ length: 100 }, () => create(world)));
    problemOf(await world.call('/v1/keys', { body: { name: 'ci', scopes: ['read'] } }), 'too_many_keys');
    await create(world, {}, BETA);
    expect((await world.call(`/v1/keys/${made[0]!.id}`, { method: 'DELETE' })).status).toBe(204);
    await create(world);
  });
});

describe('GET /v1/keys', () => {
  test('lists the keys of the tenant, newest first, then those of the settings, page by page', async () => {
    await using world = await setup();
    const settings = { DARKROOM_API_KEYS: `acme:${KEYS.acme},acme:second-key-of-acme,beta:${KEYS.beta}` };
    await using other = await setup({ settings });
    const made = [await create(other), await create(other, { name: 'two' })].map(({ id }) => id);
    await create(other, {}, BETA);
    const all = (await list(other)).data;
    expect(all.map(({ source }) => source)).toEqual(['api', 'api', 'environment', 'environment']);
    expect(all.slice(0, 2).map(({ id }) => id)).toEqual(made.toReversed());
    expect(all[2]).toMatchObject({ tenant: 'acme', name: 'DARKROOM_API_KEYS', scopes: ALL_SCOPES, revoked_at: null, expires_at: null });
    for (const limit of [1, 2, 3, 4]) {
      const paged: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page: z.infer<typeof Page> = await list(other, `?limit=${limit}${cursor && `&cursor=${cursor}`}`);
        expect(page.data.length).toBeLessThanOrEqual(limit);
        paged.push(...page.data.map(({ id }) => id));
        cursor = page.next_cursor;
      }
      expect(paged).toEqual(all.map(({ id }) => id));
    }
    for (const cursor of ['x', 'environment.x']) expect(pointersOf(await world.call(`/v1/keys?cursor=${cursor}`))).toEqual(['/cursor']);
  });

  test('shows when a key was last used, without a write for each request', async () => {
    await using redis = testRedis();
    await using one = await setup({ redis });
    await using two = await setup({ redis });
    const { id, key } = await create(one);
    const shown = async () => Key.parse((await one.call(`/v1/keys/${id}`)).json).last_used_at;
    expect(await shown()).toBeNull();
    const before = Date.now();
    await one.call('/v1/jobs', { key });
    const after = Date.now();
    const first = await shown();
    expect(Date.parse(first!)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(first!)).toBeLessThanOrEqual(after);
    await two.call('/v1/jobs', { key });
    await waitFor(async () => (await shown())! > first!, { what: 'the use in another process' });
    const mine = (await list(one)).data.find(({ source }) => source === 'environment')!;
    expect(mine.last_used_at).not.toBeNull();
    expect(Key.parse((await one.call(`/v1/keys/${mine.id}`)).json)).toMatchObject({ created_at: mine.created_at, prefix: 'acm' });
  });
});

describe('PATCH and DELETE /v1/keys/{id}', () => {
  test('count within a second in every process, twice as once', async () => {
    await using redis = testRedis();
    await using one = await setup({ redis });
    await using two = await setup({ redis });
    const { id, key } = await create(one, { scopes: ['read', 'webhooks'] });
    const path = `/v1/keys/${id}`;
    const statusIn = async (world: World, at: string) => (await world.call(at, { key })).status;
    expect(await statusIn(two, '/v1/endpoints')).toBe(200);

    for (const _twice of [1, 2]) {
      const changed = await one.call(path, { method: 'PATCH', body: { scopes: ['read'], name: 'less' } });
      expect(Key.parse(changed.json)).toMatchObject({ scopes: ['read'], name: 'less' });
      expect(await statusIn(one, '/v1/endpoints')).toBe(403);
    }
    await waitFor(async () => (await statusIn(two, '/v1/endpoints')) === 403, { what: 'the other process' });

    const before = Date.now();
    for (const _twice of [1, 2]) {
      expect((await one.call(path, { method: 'DELETE' })).status).toBe(204);
      expect(problemOf(await one.call('/v1/jobs', { key }), 'unauthorized').detail).toContain('revoked');
    }
    const after = Date.now();
    await waitFor(async () => (await statusIn(two, '/v1/jobs')) === 401, { what: 'the other process' });
    const { revoked_at: revokedAt } = (await list(two)).data.find((listed) => listed.id === id)!;
    expect(Date.parse(revokedAt!)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(revokedAt!)).toBeLessThanOrEqual(after);
    problemOf(await one.call(path, { method: 'PATCH', body: { name: 'x' } }), 'key_revoked');
    const { json } = await one.call(`/v1/audit?target=${id}`);
    expect((json as { data: { action: string }[] }).data.map(({ action }) => action)).toEqual(['key.revoke', 'key.change', 'key.create']);
  });

  test('leave what the caller may not grant', async () => {
    await using world = await setup();
    const admin = { key: (await create(world, { scopes: ['admin'] })).key, method: 'PATCH' };
    const soon = secondsAhead(600);
    const strong = await create(world, { scopes: ['admin', 'submit'], expires_at: soon });
    const path = `/v1/keys/${strong.id}`;
    for (const body of [{ scopes: ['admin', 'submit', 'read'] }, { expires_at: null }, { expires_at: secondsAhead(900) }]) {
      problemOf(await world.call(path, { ...admin, body }), 'missing_scope');
    }
    expect(Key.parse((await world.call(path, { ...admin, body: { name: 'x', rate_limit: 5, expires_at: soon } })).json).rate_limit).toBe(5);
    expect(Key.parse((await world.call(path, { ...admin, body: { scopes: ['admin'], rate_limit: null } })).json).scopes).toEqual(['admin']);
    problemOf(await world.call(path, { ...admin, body: { scopes: ['admin', 'submit'] } }), 'missing_scope');
    expect(Key.parse((await world.call(path, { method: 'PATCH', body: { expires_at: null } })).json).expires_at).toBeNull();
    expect(pointersOf(await world.call(path, { ...admin, body: { name: null, expires_at: '2020-01-01T00:00:00Z', id: 'x' } }))).toEqual([
      '/expires_at',
      '/id',
      '/name',
    ]);
  });

  test('refuse keys of the settings, and find none of another tenant', async () => {
    await using world = await setup();
    const [environment] = (await list(world)).data;
    const own = await create(world);
    for (const asked of [{ method: 'DELETE' }, { method: 'PATCH', body: { name: 'x' } }]) {
      problemOf(await world.call(`/v1/keys/${environment!.id}`, asked), 'environment_key');
      for (const id of [environment!.id, own.id]) problemOf(await world.call(`/v1/keys/${id}`, { ...asked, ...BETA }), 'not_found');
    }
    problemOf(await world.call(`/v1/keys/${own.id}`, BETA), 'not_found');
    expect((await world.call('/v1/jobs', { key: own.key })).status).toBe(200);
  });
});

test("a key's own rate limit counts in place of the default, over all processes", async () => {
  await using redis = testRedis();
  const settings = { API_RATE_LIMIT: '1000' };
  await using one = await setup({ redis, settings });
  await using two = await setup({ redis, settings });
  const { id, key } = await create(one, { rate_limit: 3 });
  const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => (n % 2 ? one : two).call('/v1/jobs', { key })));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
  const refused = answers.find(({ status }) => status === 429)!;
  expect(problemOf(refused, 'rate_limited').detail).toContain('3 requests');
  expect(refused.headers.get('ratelimit-policy')).toBe('"minute";q=3;w=60');
  await one.call(`/v1/keys/${id}`, { method: 'PATCH', body: { rate_limit: null } });
  expect((await one.call('/v1/jobs', { key })).headers.get('ratelimit-policy')).toBe('"minute";q=1000;w=60');
});

test('a wrong key in any form is 401', async () => {
  await using world = await setup();
  const { key } = await create(world);
  for (const wrong of [`drk_${'x'.repeat(43)}`, 'drk_', key.slice(0, -1), `${key}x`, key.toUpperCase(), `x${key}`, 'x'.repeat(5_000)]) {
    expect(problemOf(await world.call('/v1/jobs', { key: wrong }), 'unauthorized').detail).toBe('This API key is not known.');
  }
});
