import type { AuditEntry } from '@darkroom/contracts';
import { describe, expect, test } from '@jest/globals';

import { auditNote, type Author, type Deed } from './author.ts';
import { createCommands } from '../lua/commands.ts';
import { AUDIT_KEPT_MS } from '../redis/constants.ts';
import { setup } from '../test/world.ts';

const KEY = `key_${'0'.repeat(32)}`;
const AUTHOR: Author = { actor: { type: 'key', id: KEY, name: 'ci' }, ip: '192.0.2.1', requestId: 'req_1' };
const PERSON: Author = { ...AUTHOR, actor: { type: 'person', id: 'ann', name: 'ann' } };

function deed(over: Partial<Deed> = {}): Deed & { tenant: string | null; once: string } {
  const target = { type: 'webhook_secret', id: 'acme' } as const;
  return { tenant: 'acme', action: 'webhook_secret.read', target, once: crypto.randomUUID(), ...over } as Deed & {
    tenant: string | null;
    once: string;
  };
}

/** Reads every page. */
async function readAll(list: (cursor?: string) => Promise<{ records: AuditEntry[]; nextCursor: string | null }>): Promise<AuditEntry[]> {
  const all: AuditEntry[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(cursor);
    all.push(...page.records);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return all;
}

test('an entry has who, what, when, from where and why', async () => {
  await using world = await setup();
  const { store } = world;
  const before = world.clock.now();
  await store.audit.note({ ...AUTHOR, note: 'Asked by Ann' }, deed({ changes: { limit: { before: '10', after: '5' } } }));
  const { records, nextCursor } = await store.audit.list({ tenant: 'acme', limit: 10 });
  expect(records).toEqual([
    {
      id: expect.stringMatching(/^aud_\d+-\d+$/),
      object: 'audit_entry',
      at: expect.any(String),
      tenant: 'acme',
      actor: { type: 'key', id: KEY, name: 'ci' },
      action: 'webhook_secret.read',
      target: { type: 'webhook_secret', id: 'acme' },
      ip: '192.0.2.1',
      request_id: 'req_1',
      note: 'Asked by Ann',
      changes: { limit: { before: '10', after: '5' } },
    },
  ]);
  expect(nextCursor).toBeNull();
  expect(Date.parse(records[0]!.at)).toBeGreaterThanOrEqual(before);
  expect(Date.parse(records[0]!.at)).toBeLessThanOrEqual(world.clock.now());
});

test('a key or a secret that was pasted into a note is not kept', async () => {
  await using world = await setup();
  const note = 'was drk_abcdefghij0123456789-_, now whsec_AAAAAAAAAAAAAAAA+/==; see drk_ab12';
  await world.store.audit.note({ ...PERSON, note }, deed());
  const { records } = await world.store.audit.list({ tenant: 'acme', limit: 1 });
  expect(records[0]!.note).toBe('was drk_…, now whsec_…; see drk_ab12');
});

test('what nobody gave is null', async () => {
  await using world = await setup();
  await world.store.audit.note({ ...PERSON, ip: null, requestId: null }, deed({ tenant: null, action: 'person.login' }));
  const { records } = await world.store.audit.list({ tenant: null, limit: 10 });
  expect(records).toMatchObject([{ tenant: null, ip: null, request_id: null, note: null, changes: {} }]);
});

test('an action that comes again, as ioredis sends it, is noted once', async () => {
  await using world = await setup();
  const run = createCommands(world.raw, world.keys);
  const audit = auditNote(AUTHOR, deed())!;
  for (let times = 0; times < 3; times++) await run('audit', { now: world.clock.now(), audit });
  expect((await world.store.audit.list({ tenant: 'acme', limit: 10 })).records).toHaveLength(1);
});

describe('a list', () => {
  test('of a tenant has its own entries only; of the operator, all in one order with ids of their own', async () => {
    await using world = await setup();
    for (const tenant of ['acme', 'beta', null, 'acme', 'beta']) await world.store.audit.note(AUTHOR, deed({ tenant }));
    const tenants = async (tenant: string | null) =>
      (await readAll((cursor) => world.store.audit.list({ tenant, limit: 2, cursor }))).map((entry) => entry.tenant);
    expect(await tenants('acme')).toEqual(['acme', 'acme']);
    expect(await tenants('other')).toEqual([]);
    expect(await tenants(null)).toEqual(['beta', 'acme', null, 'beta', 'acme']);
    const { records } = await world.store.audit.list({ tenant: null, limit: 10 });
    expect(new Set(records.map(({ id }) => id)).size).toBe(5);
  });

  test('is filtered by actor, action, kind of action and target', async () => {
    await using world = await setup();
    const { audit } = world.store;
    await audit.note(AUTHOR, deed());
    await audit.note(PERSON, deed({ action: 'job.cancel', target: { type: 'job', id: 'job_1' } }));
    await audit.note(PERSON, deed({ action: 'job.retry', target: { type: 'job', id: 'job_2' } }));
    const actions = async (filter: object) =>
      (await audit.list({ tenant: 'acme', limit: 10, ...filter })).records.map(({ action }) => action);
    expect(await actions({ actor: KEY })).toEqual(['webhook_secret.read']);
    expect(await actions({ actor: 'ann' })).toEqual(['job.retry', 'job.cancel']);
    expect(await actions({ actions: ['job.cancel', 'webhook_secret.read'] })).toEqual(['job.cancel', 'webhook_secret.read']);
    expect(await actions({ actions: ['job.*'], target: 'job_2' })).toEqual(['job.retry']);
    expect(await actions({ actions: ['jo.*'] })).toEqual([]);
  });

  test('has every match once, page by page, among many others', async () => {
    await using world = await setup();
    const { audit } = world.store;
    await Promise.all(Array.from({ length: 700 }, (_, n) => audit.note(n % 70 === 0 ? PERSON : AUTHOR, deed({ tenant: `t${n % 3}` }))));
    const found = await readAll((cursor) => audit.list({ tenant: null, actor: 'ann', limit: 3, cursor }));
    expect(found).toHaveLength(10);
    const times = found.map(({ at }) => at);
    expect(times).toEqual(times.toSorted().toReversed());
    expect((await readAll((cursor) => audit.list({ tenant: null, limit: 100, cursor }))).length).toBe(700);
  });

  test('lies between two instants, both included', async () => {
    await using world = await setup();
    const { raw, keys, store } = world;
    for (const ms of [1_000, 2_000, 3_000]) {
      const at = Date.now() + ms - 10_000;
      await raw.xadd(keys.auditLog, `${at}-0`, 'tenant', 'acme');
      await raw.xadd(keys.audit('acme'), `${at}-0`, 'action', 'job.cancel', 'changes', '{}');
    }
    const all = (await store.audit.list({ tenant: 'acme', limit: 10 })).records.map(({ at }) => Date.parse(at));
    const between = async (from?: number, to?: number, tenant: string | null = 'acme') =>
      (await readAll((cursor) => store.audit.list({ tenant, from, to, limit: 1, cursor }))).map(({ at }) => all.indexOf(Date.parse(at)));
    expect(await between(all[1], undefined)).toEqual([0, 1]);
    expect(await between(undefined, all[1])).toEqual([1, 2]);
    expect(await between(all[1], all[1], null)).toEqual([1]);
    expect(await between(all[0]! + 1)).toEqual([]);
    expect(await between(all[0], all[1])).toEqual([]);
    expect(await between(-5, -1)).toEqual([]);
  });

  test('refuses a cursor of another kind', async () => {
    await using world = await setup();
    await expect(world.store.audit.list({ tenant: 'acme', limit: 1, cursor: 'bm9uZQ' })).rejects.toThrow('next_cursor');
  });
});

test('entries are removed after 13 months, in portions, and no younger one', async () => {
  await using world = await setup();
  const { store, clock, raw, keys } = world;
  for (const tenant of ['acme', 'beta', null]) await store.audit.note(AUTHOR, deed({ tenant }));
  clock.ahead = AUDIT_KEPT_MS - 60_000;
  expect(await store.audit.trim()).toBe(false);
  expect((await store.audit.list({ tenant: null, limit: 10 })).records).toHaveLength(3);

  clock.ahead = AUDIT_KEPT_MS + 60_000;
  const young = Date.now() + clock.ahead;
  await raw.xadd(keys.auditLog, `${young}-0`, 'tenant', 'acme');
  await raw.xadd(keys.audit('acme'), `${young}-0`, 'action', 'job.cancel', 'changes', '{}');
  expect((await store.audit.list({ tenant: null, limit: 10 })).records).toHaveLength(1); // although the rest is not yet trimmed
  expect(await store.audit.trim(2)).toBe(true);
  expect(await raw.xlen(keys.auditLog)).toBe(2);
  expect(await store.audit.trim(2)).toBe(false);
  expect(await raw.xlen(keys.auditLog)).toBe(1);
  expect(await raw.xlen(keys.audit('acme'))).toBe(1);
  expect(await raw.exists(keys.audit('beta'), keys.audit(''))).toBe(0);
});
