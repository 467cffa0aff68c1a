import { describe, expect, test } from '@jest/globals';
import { ALL_SCOPES } from '@darkroom/contracts';

import { KeyReusedError } from '../idempotency/idempotency.ts';
import { createCommands } from '../lua/commands.ts';
import { newKeyId } from '../records/job-id.ts';
import type { KeyRecord } from '../records/key-record.ts';
import { setup } from '../test/world.ts';
import { MOST_KEYS, type NewKey } from './api-keys.ts';

function newKey(over: Partial<NewKey> = {}): NewKey {
  const id = newKeyId();
  return {
    id,
    tenant: 'acme',
    name: 'ci',
    digest: `digest of ${id}`,
    prefix: 'drk_ab12',
    scopes: ['read'],
    expiresAt: null,
    rateLimit: null,
    ...over,
  };
}

type World = Awaited<ReturnType<typeof setup>>;

function keyOf(outcome: { outcome: string; key?: KeyRecord }): KeyRecord {
  if (!outcome.key) throw new Error(outcome.outcome);
  return outcome.key;
}

async function created(world: World, over: Partial<NewKey> = {}) {
  return keyOf(await world.store.apiKeys.create(newKey(over), {}));
}

const idsOf = (keys: { id: string }[]) => keys.map(({ id }) => id);

describe('create', () => {
  test('stores a key, which is then listed for its tenant and for all', async () => {
    await using world = await setup();
    const one = await created(world, { expiresAt: Date.now() + 60_000, rateLimit: 5, scopes: [...ALL_SCOPES] });
    world.clock.ahead += 1;
    const other = await created(world, { tenant: 'beta' });
    const { apiKeys } = world.store;
    expect(await apiKeys.get(one.id)).toEqual(one);
    expect(idsOf((await apiKeys.list({ tenant: 'acme', limit: 10 })).records)).toEqual([one.id]);
    const first = await apiKeys.list({ tenant: null, limit: 1 });
    expect(idsOf(first.records)).toEqual([other.id]);
    expect(idsOf((await apiKeys.list({ tenant: null, limit: 1, cursor: first.nextCursor! })).records)).toEqual([one.id]);
    expect(await world.raw.smembers(world.keys.tenantsWithKeys)).toHaveLength(2);
  });

  test('takes effect once under an idempotency key, also when the command comes twice', async () => {
    await using world = await setup();
    const idempotency = { key: 'k', fingerprint: 'f' };
    const [one, two] = [newKey(), newKey()];
    const first = await world.store.apiKeys.create(one, { idempotency });
    expect(await world.store.apiKeys.create(one, { idempotency })).toEqual(first);
    expect(await world.store.apiKeys.create(two, { idempotency })).toEqual({ ...first, outcome: 'replayed' });
    expect(await world.store.apiKeys.get(two.id)).toBeNull();
    await expect(world.store.apiKeys.create(two, { idempotency: { key: 'k', fingerprint: 'g' } })).rejects.toThrow(KeyReusedError);
  });

  test('refuses more keys than a tenant may have; ended ones do not count, and the oldest of too many are removed', async () => {
    await using world = await setup();
    const { apiKeys } = world.store;
    const made = [];
    for (let n = 0; n < MOST_KEYS; n++) made.push(await created(world, n === 1 ? { expiresAt: world.clock.now() + 60_000 } : {}));
    expect(await apiKeys.create(newKey(), {})).toEqual({ outcome: 'full' });
    await apiKeys.revoke(made[0]!);
    await created(world);
    expect(await apiKeys.create(newKey(), {})).toEqual({ outcome: 'full' });
    world.clock.ahead += 60_001;
    await created(world);

    for (let n = 0; n < 120; n++) {
      world.clock.ahead += 1;
      await apiKeys.revoke(await created(world, { tenant: 'beta' }));
    }
    const listed = await apiKeys.list({ tenant: 'beta', limit: 100 });
    expect([listed.records.length, listed.nextCursor]).toEqual([100, null]);
    expect(await world.raw.keys(`${world.keys.root}:api-key:*`)).toHaveLength(MOST_KEYS + 2 + 100);
  });

  test('removes those that ended 90 days ago', async () => {
    await using world = await setup();
    const ended = await created(world);
    await world.store.apiKeys.revoke(ended);
    world.clock.ahead += 90 * 86_400_000 + 1;
    await created(world);
    expect(await world.store.apiKeys.get(ended.id)).toBeNull();
  });
});

describe('change and revoke', () => {
  test('change only what was read: a key that has changed since is outdated', async () => {
    await using world = await setup();
    const { apiKeys } = world.store;
    const read = await created(world, { rateLimit: 5 });
    const changed = await apiKeys.change(read, { scopes: ['submit', 'read'], rateLimit: null });
    expect(changed).toMatchObject({ outcome: 'changed', key: { scopes: ['submit', 'read'], rateLimit: null, name: 'ci' } });
    expect(await apiKeys.change(read, { name: 'x' })).toEqual({ outcome: 'outdated' });
    expect(await apiKeys.revoke(read)).toMatchObject({ scopes: ['submit', 'read'] });
    expect(await apiKeys.change((await apiKeys.get(read.id))!, { name: 'x' })).toEqual({ outcome: 'revoked' });
    expect(await apiKeys.change({ ...read, id: newKeyId() }, { name: 'x' })).toEqual({ outcome: 'missing' });
  });

  test('answer a command that came twice as the first time', async () => {
    await using world = await setup();
    const { id, version } = await created(world);
    const run = createCommands(world.raw, world.keys);
    const change = async () => run('change_key', { now: 1, id, version, token: 't', set: { name: 'x' } });
    expect(await change()).toEqual(await change());
    const revoke = async (now: number) => run('revoke_key', { now, id });
    expect(await revoke(5)).toEqual(await revoke(9));
  });

  test('are in the audit once each', async () => {
    await using world = await setup();
    const author = { actor: { type: 'key' as const, id: 'key_1', name: 'admin' }, ip: '::1', requestId: 'req_1' };
    const { apiKeys, audit } = world.store;
    const made = await apiKeys.create(newKey({ name: 'ci' }), { author });
    const key = keyOf(made);
    const changed = await apiKeys.change(key, { name: 'build', scopes: ['read'] }, author);
    await apiKeys.revoke(keyOf(changed), author);
    await apiKeys.revoke(key, author);
    const { records } = await audit.list({ tenant: 'acme', limit: 10 });
    expect(records.map(({ action, changes }) => [action, changes])).toEqual([
      ['key.revoke', {}],
      ['key.change', { name: { before: 'ci', after: 'build' } }],
      ['key.create', { name: { after: 'ci' }, scopes: { after: ['read'] }, expires_at: { after: null }, rate_limit: { after: null } }],
    ]);
  });
});

describe('readChanged', () => {
  test('returns what has changed since the reading before', async () => {
    await using world = await setup();
    const { apiKeys } = world.store;
    const [one, two] = [await created(world), await created(world)];
    const first = await apiKeys.readChanged(undefined);
    expect([first.isAll, idsOf(first.keys)]).toEqual([true, [one.id, two.id]]);
    const second = await apiKeys.readChanged(first.place);
    expect([second.isAll, second.keys]).toEqual([false, []]);
    await apiKeys.revoke(one);
    const third = await apiKeys.readChanged(second.place);
    expect([third.isAll, idsOf(third.keys), third.keys[0]!.revokedAt]).toEqual([false, [one.id], expect.any(Number)]);
  });

  test('reads any number, and all of them again when Redis lost changes', async () => {
    await using world = await setup();
    const { apiKeys } = world.store;
    for (let tenant = 0; tenant < 7; tenant++) {
      await Promise.all(Array.from({ length: 90 }, () => created(world, { tenant: `t${tenant}` })));
    }
    const all = await apiKeys.readChanged(undefined);
    expect(new Set(idsOf(all.keys)).size).toBe(630);

    await Promise.all((await world.raw.keys(`${world.keys.root}:*`)).map((key) => world.raw.del(key)));
    const left = await created(world);
    const again = await apiKeys.readChanged(all.place);
    expect([again.isAll, idsOf(again.keys)]).toEqual([true, [left.id]]);
  });
});

test('the last use is the latest of all processes, and the first sight of a key in settings stays', async () => {
  await using world = await setup();
  const { apiKeys } = world.store;
  const [api, setting] = [await created(world), newKeyId()];
  const from = world.clock.now();
  await apiKeys.noteUsed(new Map([[api.id, 50]]), [setting]);
  world.clock.ahead += 1_000;
  await apiKeys.noteUsed(new Map([[api.id, 40]]), [setting]);
  const uses = await apiKeys.usesOf([api.id, setting]);
  expect(uses.get(api.id)).toEqual({ usedAt: 50, seenAt: null });
  expect(uses.get(setting)!.seenAt! - from).toBeLessThan(1_000);
});
