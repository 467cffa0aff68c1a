import { describe, expect, test } from '@jest/globals';
import { waitFor } from '@darkroom/testkit';

import type { Author } from '../audit/author.ts';
import { newPersonId } from '../records/job-id.ts';
import type { PersonRecord } from '../records/person-record.ts';
import { setup } from '../test/world.ts';
import { MOST_SESSIONS, SETTINGS_PERSON, type NewSession } from './sessions.ts';

const AUTHOR: Author = { actor: { type: 'person', id: 'ann', name: 'ann' }, ip: '::1', requestId: 'req_1' };

type World = Awaited<ReturnType<typeof setup>>;

async function withPerson() {
  const world = await setup();
  const made = await world.store.people.create(
    { id: newPersonId(), name: 'ann', role: 'operator', tenants: ['acme'], email: null, subject: null, setup: null, setupUntil: null },
    {},
  );
  if (made.outcome !== 'created') throw new Error(made.outcome);
  const ann = made.person;
  const open = (digest: string, over: Partial<NewSession> = {}) => openFor(world, ann, digest, over);
  return { ...world, ann, open };
}

function openFor({ store }: Pick<World, 'store'>, { id, version, name }: PersonRecord, digest: string, over: Partial<NewSession> = {}) {
  const session = { digest, of: { id, version }, name, way: 'password', lastsMs: 60_000, ip: '192.0.2.1', agent: 'curl', ...over } as const;
  return store.sessions.open(session, AUTHOR);
}

const alive = async ({ store }: Pick<World, 'store'>, ...digests: string[]) =>
  (await store.sessions.read(digests)).map(({ digest }) => digest);

describe('a session', () => {
  test('has its person as they are now, and its login is in the audit once', async () => {
    await using world = await withPerson();
    const { ann, store } = world;
    expect([await world.open('one'), await world.open('one')]).toEqual(['opened', 'opened']);
    const person = { id: ann.id, name: 'ann', role: 'operator', tenants: ['acme'] };
    expect(await store.sessions.read(['none', 'one'])).toMatchObject([{ digest: 'one', person, mark: '' }]);
    await store.people.change((await store.people.get(ann.id))!, { tenants: null }, { author: AUTHOR });
    expect(await store.sessions.read(['one'])).toMatchObject([{ person: { ...person, tenants: null } }]);
    const { records } = await store.audit.list({ tenant: null, limit: 10, actions: ['person.login'] });
    expect(records).toMatchObject([{ actor: { id: 'ann' }, target: { type: 'person', id: 'ann' }, ip: '::1' }]);
    expect((await store.people.get(ann.id))!.loginAt).toEqual(expect.any(Number));
  });

  test('is not opened by what was read of a person before they changed', async () => {
    await using world = await withPerson();
    const { ann, store } = world;
    await store.people.change(ann, { password: 'new' }, { author: AUTHOR });
    expect(await world.open('one')).toBe('refused');
    const changed = (await store.people.get(ann.id))!;
    await store.people.change(changed, { disabledAt: 1 }, { author: AUTHOR });
    expect(await openFor(world, (await store.people.get(ann.id))!, 'one')).toBe('refused');
    await store.people.remove(ann, AUTHOR);
    expect([await world.open('one'), await alive(world, 'one')]).toEqual(['refused', []]);
  });

  test('ends by itself, by its person or an admin, with a change that says so, and with its person', async () => {
    await using world = await withPerson();
    const { ann, store } = world;
    await world.open('short', { lastsMs: 1 });
    for (const digest of ['aaaaaaaaaaaaaaaaaaaaaaaaa', 'b', 'c', 'd']) await world.open(digest);
    await waitFor(async () => (await alive(world, 'short')).length === 0, { what: 'the short session to end' });
    const first = (await store.sessions.list(ann.id)).find(({ id }) => id.startsWith('a'));
    await store.sessions.end(ann, { only: first!.id }, AUTHOR);
    await store.sessions.end(ann, { only: first!.id }, AUTHOR);
    expect(await alive(world, 'aaaaaaaaaaaaaaaaaaaaaaaaa', 'b', 'c', 'd')).toEqual(['b', 'c', 'd']);
    await store.sessions.end(ann, { keep: 'c' }, AUTHOR);
    expect(await alive(world, 'b', 'c', 'd')).toEqual(['c']);
    const { records } = await store.audit.list({ tenant: null, limit: 10, actions: ['person.end_sessions'] });
    expect(records).toHaveLength(2);
    await world.open('e');
    const read = (await store.people.get(ann.id))!;
    const changed = await store.people.change(read, { role: 'admin' }, { author: AUTHOR, ends: true, keep: 'e' });
    expect(await alive(world, 'c', 'e')).toEqual(['e']);
    await store.people.remove((changed as { person: PersonRecord }).person, AUTHOR);
    expect(await alive(world, 'e')).toEqual([]);
    expect(await world.raw.exists(world.keys.session('e'), world.keys.sessions(ann.id))).toBe(0);
  });

  test('makes room for the fifty-first, and notes when and where from it was last used', async () => {
    await using world = await withPerson();
    const { ann, store } = world;
    for (let n = 0; n <= MOST_SESSIONS; n++) {
      world.clock.ahead += 1;
      await world.open(`session ${n}`);
    }
    expect(await alive(world, 'session 0', 'session 1')).toEqual(['session 1']);
    const at = world.clock.now() + 60_000;
    await store.sessions.noteSeen(
      new Map([
        ['session 1', { at, ip: '192.0.2.9' }],
        ['gone', { at, ip: null }],
      ]),
    );
    const listed = await store.sessions.list(ann.id);
    expect(listed).toHaveLength(MOST_SESSIONS);
    expect(listed.at(-1)).toMatchObject({ seenAt: at, ip: '192.0.2.9', agent: 'curl', way: 'password' });
    expect(await world.raw.exists(world.keys.session('gone'))).toBe(0);
  });

  test('of the person in the settings has their mark, and no person', async () => {
    await using world = await setup();
    const { sessions } = world.store;
    await sessions.open({ digest: 'one', of: { mark: 'm' }, name: 'root', way: 'password', lastsMs: 60_000, ip: null, agent: '' }, AUTHOR);
    expect(await sessions.read(['one'])).toMatchObject([{ person: null, mark: 'm' }]);
    expect([(await sessions.list(SETTINGS_PERSON, 'm')).length, (await sessions.list(SETTINGS_PERSON, 'other')).length]).toEqual([1, 0]);
    await sessions.end({ id: SETTINGS_PERSON, name: 'root' });
    expect(await sessions.read(['one'])).toEqual([]);
  });
});

test('who comes with a subject has only that from then on', async () => {
  await using world = await withPerson();
  const { ann, store } = world;
  const { id, version } = ann;
  expect(await world.open('one', { of: { id, version, subject: 'https://id.test 1' }, way: 'provider' })).toBe('opened');
  expect(await world.open('two', { of: { id, version, subject: 'https://id.test 2' } })).toBe('refused');
  expect(await store.people.find('subject', 'https://id.test 1')).toMatchObject({ id, subject: 'https://id.test 1' });
});
