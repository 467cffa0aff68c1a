import { describe, expect, test } from '@jest/globals';

import type { Author } from '../audit/author.ts';
import { KeyReusedError } from '../idempotency/idempotency.ts';
import { createCommands } from '../lua/commands.ts';
import { newPersonId } from '../records/job-id.ts';
import type { PersonRecord } from '../records/person-record.ts';
import { setup } from '../test/world.ts';
import { MOST_PEOPLE, type NewPerson } from './people.ts';

const AUTHOR: Author = { actor: { type: 'person', id: 'root', name: 'root' }, ip: '::1', requestId: 'req_1' };

type World = Awaited<ReturnType<typeof setup>>;

function newPerson(over: Partial<NewPerson> = {}): NewPerson {
  return {
    id: newPersonId(),
    name: 'ann',
    role: 'viewer',
    tenants: null,
    email: null,
    subject: null,
    setup: null,
    setupUntil: null,
    ...over,
  };
}

function personOf(outcome: { outcome: string; person?: PersonRecord }): PersonRecord {
  if (!outcome.person) throw new Error(outcome.outcome);
  return outcome.person;
}

const created = async (world: World, over: Partial<NewPerson> = {}) =>
  personOf(await world.store.people.create(newPerson(over), { author: AUTHOR }));

const audited = async (world: World) =>
  (await world.store.audit.list({ tenant: null, limit: 20 })).records.map(({ action, target, changes }) => [action, target.id, changes]);

describe('a person', () => {
  test('is found by each value that is theirs alone, and listed', async () => {
    await using world = await setup();
    const { people } = world.store;
    const ann = await created(world, { tenants: ['acme', 'globex'], email: 'ann@acme.test', setup: 'digest', setupUntil: 5_000 });
    expect(await people.get(ann.id)).toEqual(ann);
    expect(ann).toMatchObject({ tenants: ['acme', 'globex'], role: 'viewer', password: null, loginAt: null, disabledAt: null });
    expect([await people.find('name', 'ann'), await people.find('email', 'ann@acme.test'), await people.find('setup', 'digest')]).toEqual([
      ann,
      ann,
      ann,
    ]);
    expect([await people.find('name', 'bob'), await people.find('email', '')]).toEqual([null, null]);
    world.clock.ahead += 1;
    const bob = await created(world, { name: 'bob', tenants: [] });
    expect((await people.list({ limit: 10 })).records).toEqual([bob, ann]);
    expect(await audited(world)).toEqual([
      ['person.create', 'bob', { role: { after: 'viewer' }, tenants: { after: [] } }],
      ['person.create', 'ann', { role: { after: 'viewer' }, tenants: { after: ['acme', 'globex'] }, email: { after: 'ann@acme.test' } }],
    ]);
  });

  test('is created once under an idempotency key, also when the command comes twice', async () => {
    await using world = await setup();
    const { people } = world.store;
    const idempotency = { key: 'k', fingerprint: 'f' };
    const [one, two] = [newPerson(), newPerson()];
    const first = await people.create(one, { idempotency, author: AUTHOR });
    expect(await people.create(one, { idempotency, author: AUTHOR })).toEqual(first);
    expect(await people.create(two, { idempotency, author: AUTHOR })).toEqual({ ...first, outcome: 'replayed' });
    await expect(people.create(two, { idempotency: { key: 'k', fingerprint: 'g' } })).rejects.toThrow(KeyReusedError);
    expect(await audited(world)).toHaveLength(1);
  });

  test('has nothing that another has', async () => {
    await using world = await setup();
    const { people } = world.store;
    await created(world, { email: 'ann@acme.test' });
    const bob = await created(world, { name: 'bob' });
    expect(await people.create(newPerson(), {})).toEqual({ outcome: 'taken', field: 'name' });
    expect(await people.create(newPerson({ name: 'eve', email: 'ann@acme.test' }), {})).toEqual({ outcome: 'taken', field: 'email' });
    expect(await people.change(bob, { email: 'ann@acme.test' }, { author: AUTHOR })).toEqual({ outcome: 'taken', field: 'email' });
    const changed = personOf(await people.change(bob, { email: 'bob@acme.test' }, { author: AUTHOR }));
    const again = personOf(await people.change(changed, { email: 'b@acme.test' }, { author: AUTHOR }));
    expect([await people.find('email', 'bob@acme.test'), await people.find('email', 'b@acme.test')]).toEqual([null, again]);
  });

  test('is changed as it was read, and once', async () => {
    await using world = await setup();
    const { people } = world.store;
    const read = await created(world);
    const changed = await people.change(read, { role: 'admin', password: '$argon2id$…', disabledAt: 7 }, { author: AUTHOR });
    expect(changed).toMatchObject({ outcome: 'changed', person: { role: 'admin', password: '$argon2id$…', disabledAt: 7 } });
    expect(await people.change(read, { role: 'viewer' }, { author: AUTHOR })).toEqual({ outcome: 'outdated' });
    expect(await people.change({ ...read, id: newPersonId() }, {}, { author: AUTHOR })).toEqual({ outcome: 'missing' });
    const run = createCommands(world.raw, world.keys);
    const { version } = personOf(changed);
    const change = () =>
      run('change_person', { now: 1, id: read.id, version, token: 't', set: { role: 'viewer', disabled_at: '' }, ends: false });
    expect(await change()).toEqual(await change());
    expect(await people.get(read.id)).toMatchObject({ role: 'viewer', disabledAt: null });
    const [entry] = await audited(world);
    expect(entry).toEqual([
      'person.change',
      'ann',
      { role: { before: 'viewer', after: 'admin' }, disabled: { before: false, after: true }, password: {} },
    ]);
  });

  test('who is removed leaves nothing behind, and their name is free', async () => {
    await using world = await setup();
    const { people } = world.store;
    const ann = await created(world, { email: 'ann@acme.test', setup: 'digest' });
    await people.remove(ann, AUTHOR);
    await people.remove(ann, AUTHOR);
    expect(await people.get(ann.id)).toBeNull();
    expect(await world.raw.exists(world.keys.personOf, world.keys.people)).toBe(0);
    expect((await audited(world)).map(([action]) => action)).toEqual(['person.remove', 'person.create']);
    expect((await created(world)).id).not.toBe(ann.id);
  });

  test('is refused where there are too many', async () => {
    await using world = await setup();
    await world.raw.zadd(world.keys.people, ...Array.from({ length: MOST_PEOPLE }, (_each, index) => [index, `person_${index}`]).flat());
    expect(await world.store.people.create(newPerson(), {})).toEqual({ outcome: 'full' });
  });
});
