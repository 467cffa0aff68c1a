import { AuditEntry, type JobId } from '@darkroom/contracts';
import { describe, expect, test } from '@jest/globals';
import { rawRedis, testRedis } from '@darkroom/testkit';

import { KEYS, jobOf, pointersOf, problemOf, setup, type Asked, type World } from '../test/world.ts';

const SETTINGS = { DARKROOM_ENCRYPTION_KEY: Buffer.alloc(32, 5).toString('hex'), WEBHOOK_ALLOW_PRIVATE_NETWORKS: 'true' };

/** The entries of a page, newest first. */
async function entries({ call }: Pick<World, 'call'>, query = '', asked: Asked = {}): Promise<AuditEntry[]> {
  const { status, json, text } = await call(`/v1/audit${query}`, asked);
  if (status !== 200) throw new Error(text);
  return AuditEntry.array().parse((json as { data: unknown }).data);
}

const actionsOf = (found: AuditEntry[]) => found.map(({ action }) => action);

describe('an action', () => {
  test('has its key, address, request and target', async () => {
    await using world = await setup();
    const { id } = await world.submit();
    await world.call(`/v1/jobs/${id}/cancel`, { method: 'POST', headers: { 'x-request-id': 'my-request-1' } });
    const [entry, ...others] = await entries(world);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      tenant: 'acme',
      actor: { type: 'key', id: expect.stringMatching(/^key_/) },
      action: 'job.cancel',
      target: { type: 'job', id },
      ip: '127.0.0.1',
      request_id: 'my-request-1',
      note: null,
      changes: { status: { before: 'queued', after: 'canceled' } },
    });
  });

  test('comes from where a trusted proxy says; what is no address does not count', async () => {
    await using world = await setup({ settings: { TRUST_PROXY: '1' } });
    const cancel = async (from: string) => {
      const { id } = await world.submit();
      await world.call(`/v1/jobs/${id}/cancel`, { method: 'POST', headers: { 'x-forwarded-for': from } });
    };
    for (const from of ['203.0.113.9', '::ffff:203.0.113.10', '=cmd|x']) await cancel(from);
    expect((await entries(world)).map(({ ip }) => ip)).toEqual([null, '203.0.113.10', '203.0.113.9']);
  });

  test('that reads or replaces the webhook secret is in it, and a replay that shows it again is a read', async () => {
    await using world = await setup({ settings: SETTINGS });
    await world.call('/v1/webhook-secret');
    await world.call('/v1/webhook-secret');
    const keyed = { method: 'POST', headers: { 'idempotency-key': 'k' } };
    const rotated = await world.call('/v1/webhook-secret/rotate', keyed);
    await world.call('/v1/webhook-secret/rotate', keyed);
    const found = await entries(world);
    expect(actionsOf(found)).toEqual(['webhook_secret.read', 'webhook_secret.rotate', 'webhook_secret.read', 'webhook_secret.read']);
    expect(found[0]!.target).toEqual({ type: 'webhook_secret', id: 'acme' });
    expect(JSON.stringify(found)).not.toContain((rotated.json as { secret: string }).secret);
  });

  test('that shows a secret is refused if it cannot be noted', async () => {
    await using redis = testRedis();
    await using world = await setup({ redis, settings: SETTINGS });
    const raw = rawRedis(redis);
    await raw.set(`{${redis.prefix}}:audit-log`, 'no stream').finally(() => raw.disconnect());
    const answered = await world.call('/v1/webhook-secret');
    problemOf(answered, 'internal_error');
    expect(answered.text).not.toContain('whsec_');
  });

  test('on endpoints and deliveries is in it, with origins instead of URLs', async () => {
    await using world = await setup({ settings: SETTINGS });
    const create = {
      body: { url: 'http://127.0.0.1:9/path-secret?token=hidden-1', metadata: { a: 'hidden-2' } },
      headers: { 'idempotency-key': 'k' },
    };
    const { id } = (await world.call('/v1/endpoints', create)).json as { id: string };
    await world.call('/v1/endpoints', create);
    const at = `/v1/endpoints/${id}`;
    await world.call(at, { method: 'PATCH', body: { url: 'http://127.0.0.2:9/other-secret', description: 'hidden-3' } });
    const tested = (await world.call(`${at}/test`, { method: 'POST' })).json as { id: string };
    await world.call(`${at}/rotate`, { method: 'POST' });
    await world.call(`${at}/recover`, { body: { since: new Date(Date.now() - 60_000).toISOString() } });
    await world.call(at, { method: 'DELETE' });
    problemOf(await world.call(`/v1/deliveries/${tested.id}/redeliver`, { method: 'POST' }), 'endpoint_disabled');
    const found = await entries(world, `?target=${id}`);
    expect(actionsOf(found).toReversed()).toEqual([
      'endpoint.create',
      'endpoint.read_secret',
      'endpoint.change',
      'endpoint.test',
      'endpoint.rotate',
      'endpoint.recover',
      'endpoint.delete',
    ]);
    expect(found.find(({ action }) => action === 'endpoint.change')!.changes).toEqual({
      url: { before: 'http://127.0.0.1:9', after: 'http://127.0.0.2:9' },
      description: {},
    });
    expect(await entries(world, '?action=delivery.*')).toEqual([]);
    expect(JSON.stringify(found)).not.toMatch(/whsec_|path-secret|other-secret|hidden-/);
  });

  test('of a bulk call shares its request, and survives the job', async () => {
    await using world = await setup();
    const ids = [(await world.submit()).id, (await world.submit()).id] as JobId[];
    await world.call('/v1/jobs/cancel', { body: { ids, dry_run: true } });
    await world.call('/v1/jobs/cancel', { body: { ids }, headers: { 'x-request-id': 'bulk-1' } });
    await world.call(`/v1/jobs/${ids[0]}`, { method: 'DELETE' });
    const found = await entries(world);
    expect(actionsOf(found)).toEqual(['job.remove', 'job.cancel', 'job.cancel']);
    expect(found.slice(1).map(({ request_id: requestId }) => requestId)).toEqual(['bulk-1', 'bulk-1']);
    expect(await entries(world, `?target=${ids[0]}`)).toHaveLength(2);
  });

  test('keeps the note of a resolution', async () => {
    await using world = await setup();
    const { id } = await world.submit();
    const pass = await world.store.passes.begin(id, 1);
    if (typeof pass === 'string') throw new Error(pass);
    await world.store.passes.intend(pass, 'generate');
    const again = await world.store.passes.begin(id, 1);
    if (typeof again === 'string') throw new Error(again);
    await world.store.passes.advance(again, { status: 'held', billing: { state: 'unknown', because: 'outcome_unknown' } });
    jobOf(await world.call(`/v1/jobs/${id}/resolve`, { body: { action: 'fail', note: '=SUM(A1)\n"x"' } }), 200);
    expect(await entries(world)).toMatchObject([
      { action: 'job.resolve', note: '=SUM(A1)\n"x"', changes: { status: { before: 'held', after: 'failed' }, action: { after: 'fail' } } },
    ]);
  });
});

/** Cancels some jobs of both tenants. */
async function withEntries() {
  const world = await setup();
  for (const tenant of ['acme', 'beta', 'acme'] as const) {
    const { id } = await world.submit({}, { tenant });
    await world.call(`/v1/jobs/${id}/cancel`, { method: 'POST', tenant });
  }
  return world;
}

describe('GET /v1/audit', () => {
  test('has a tenant’s own entries only, page by page', async () => {
    await using world = await withEntries();
    expect(await entries(world, '', { tenant: 'beta' })).toHaveLength(1);
    const first = await world.call('/v1/audit?limit=1');
    const { data, next_cursor: cursor } = first.json as { data: AuditEntry[]; next_cursor: string };
    expect(first.headers.get('link')).toContain(cursor);
    const second = (await world.call(`/v1/audit?limit=1&cursor=${cursor}`)).json as { data: AuditEntry[]; next_cursor: null };
    expect(second.next_cursor).toBeNull();
    expect(new Set([...data, ...second.data].map(({ id }) => id)).size).toBe(2);
  });

  test('is filtered by actor, action, target and time', async () => {
    await using world = await withEntries();
    const [newest, oldest] = (await entries(world)) as [AuditEntry, AuditEntry];
    const count = async (query: string) => (await entries(world, query)).length;
    const [at, day] = [encodeURIComponent(oldest.at), oldest.at.slice(0, 10)];
    expect(await count(`?actor=${newest.actor.id}`)).toBe(2);
    expect(await count('?actor=key_other')).toBe(0);
    expect(await count('?action=job.cancel,job.retry')).toBe(2);
    expect(await count('?action=job.*')).toBe(2);
    expect(await count('?action=endpoint.*')).toBe(0);
    expect(await count(`?target=${oldest.target.id}`)).toBe(1);
    expect(await count(`?from=${at}&to=${at}`)).toBeGreaterThanOrEqual(1);
    expect(await count(`?from=${day}`)).toBe(2);
    expect(await count('?from=2020-01-01&to=2020-12-31')).toBe(0);
    expect(await count(`?to=${encodeURIComponent(new Date(Date.parse(oldest.at) - 1).toISOString())}`)).toBe(0);
  });

  test('covers all tenants for the operator, or the one that he names', async () => {
    const operator = 'operator-key-4711';
    await using world = await setup({ settings: { DARKROOM_ADMIN_KEY: operator } });
    for (const tenant of ['acme', 'beta'] as const) {
      const { id } = await world.submit({}, { tenant });
      await world.call(`/v1/jobs/${id}/cancel`, { method: 'POST', tenant });
    }
    const { id } = await world.submit();
    const as = { tenant: null, headers: { authorization: `Bearer ${operator}` } };
    const named = { tenant: null, headers: { ...as.headers, 'darkroom-tenant': 'acme' } };
    await world.call(`/v1/jobs/${id}/cancel`, { ...named, method: 'POST' });
    expect((await entries(world, '', as)).map(({ tenant }) => tenant)).toEqual(['acme', 'beta', 'acme']);
    expect((await entries(world, '', named)).map(({ tenant }) => tenant)).toEqual(['acme', 'acme']);
    expect(JSON.stringify(await entries(world, '', as))).not.toContain(operator);
  });

  test('is CSV on request, page by page, without formulas', async () => {
    await using world = await withEntries();
    const held = await world.submit();
    const note = '=HYPERLINK("http://evil.example","x")';
    await world.store.jobs.cancel(held.id, 'generation', {
      author: { actor: { type: 'person', id: '+ann', name: '@ann' }, ip: null, requestId: null, note },
    });
    const page = await world.call('/v1/audit?limit=2', { headers: { accept: 'text/csv' } });
    expect(page.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(page.headers.get('content-disposition')).toBe('attachment; filename="audit.csv"');
    expect(page.headers.get('link')).toContain('rel="next"');
    expect(page.headers.get('vary')).toContain('Accept');
    const [head, first, second, end] = page.text.split('\r\n');
    expect([head?.split(',').slice(0, 4), second?.includes('job.cancel'), end]).toEqual([['id', 'at', 'tenant', 'actor_type'], true, '']);
    expect(first).toContain(`,person,"'+ann","'@ann",job.cancel,job,${held.id},,,"'=HYPERLINK(""http://evil.example"",""x"")",`);
  });

  test.each([
    ['action=job.fly', '/action'],
    ['action=', '/action'],
    ['actor=', '/actor'],
    ['from=yesterday', '/from'],
    ['to=2026-02-30', '/to'],
    ['cursor=x', '/cursor'],
    ['limit=0', '/limit'],
    ['tenant=beta', '/tenant'],
  ])('refuses %s', async (query, pointer) => {
    await using world = await setup();
    expect(pointersOf(await world.call(`/v1/audit?${query}`))).toEqual([pointer]);
  });
});

test('no key stands in the audit', async () => {
  await using world = await setup();
  const { id } = await world.submit();
  await world.call(`/v1/jobs/${id}/cancel`, { method: 'POST' });
  expect(JSON.stringify(await entries(world))).not.toContain(KEYS.acme);
});
