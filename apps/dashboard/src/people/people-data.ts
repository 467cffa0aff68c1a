import { pageQuery } from '@darkroom/api/http/request/page-query';
import { authorOf } from '@darkroom/api/http/author-of';
import type { Answer, Handler } from '@darkroom/api/http/handler';
import { noteReplay, readAction } from '@darkroom/api/http/idempotency/read-action';
import { ProblemError } from '@darkroom/api/http/problem';
import { checkQuery } from '@darkroom/api/http/request/check-query';
import { orInvalidCursor } from '@darkroom/api/http/request/cursor';
import { readJson } from '@darkroom/api/http/request/read-json';
import { requireNone, validate } from '@darkroom/api/http/request/validate';
import { MOST_PEOPLE, newPersonId, SETTINGS_PERSON, type PersonRecord, type PersonUpdate, type Store } from '@darkroom/queue';
import express, { type NextFunction, type Request, type Router } from 'express';
import { z } from 'zod';

import { isSettingsName, type SettingsPerson } from '../login/settings-person.ts';
import type { SessionRing } from '../sessions/session-ring.ts';
import { digestOf, newToken } from '../sessions/session-token.ts';
import { managesPeople } from './manages-people.ts';
import { PersonChange, PersonRequest } from './person-body.ts';
import { presentPerson, presentSession } from './present-person.ts';

export type PeopleDeps = {
  store: Pick<Store, 'people' | 'sessions' | 'isKeyKnown'>;
  settings: SettingsPerson;
  ring: SessionRing;
  /** Stands before the subjects of the provider of identities; null: there is none. */
  issuer: string | null;
  now: () => number;
};

/** How long a link for setting a password works. */
const INVITED_MS = 7 * 86_400_000;

/** The people, for admins who cover all tenants. */
export function peopleData(deps: PeopleDeps): Router {
  const router = express.Router();
  router.use('/data/people', requireManager);
  router.get('/data/people', checkQuery(true), listPeople(deps));
  router.post('/data/people', createPerson(deps));
  router.patch('/data/people/:id', changePerson(deps));
  router.delete('/data/people/:id', removePerson(deps));
  router.post('/data/people/:id/invite', invite(deps));
  router.get('/data/people/:id/sessions', listSessions(deps));
  router.post('/data/people/:id/end-sessions', endSessions(deps));
  return router;
}

/** @throws ProblemError forbidden */
function requireManager(_request: Request, response: Answer, next: NextFunction): void {
  if (!managesPeople(response)) throw new ProblemError('forbidden', 'People are managed by admins who cover all tenants.');
  next();
}

function listPeople({ store, settings }: PeopleDeps): Handler {
  return async (request, response) => {
    const wanted = validate(z.strictObject(pageQuery), request.query);
    const { records, nextCursor } = await orInvalidCursor(store.people.list(wanted));
    const data = records.map((person) => presentPerson(person, isSettingsName(settings, person.name)));
    response.json({ data, next_cursor: nextCursor, settings_person: settings.person.name });
  };
}

/** 201 with the code of the link; a repeated request gets none. */
function createPerson({ store, settings, issuer, now }: PeopleDeps): Handler {
  return async (request, response) => {
    const { body, idempotency, author } = await readAction(store, { request, response }, PersonRequest);
    const { name, role, tenants, email = null, subject = null } = body;
    if (isSettingsName(settings, name)) throw taken('name');
    const code = newToken();
    const setupUntil = now() + INVITED_MS;
    const fields = {
      id: newPersonId(),
      name,
      role,
      tenants,
      email,
      subject: atIssuer(issuer, subject),
      setup: digestOf(code)!,
      setupUntil,
    };
    const made = await store.people.create(fields, { author, idempotency });
    switch (made.outcome) {
      case 'taken':
        throw taken(made.field);
      case 'full':
        throw new ProblemError('forbidden', `There may be at most ${MOST_PEOPLE} people. Remove those who no longer work here.`);
      case 'removed':
        throw noPerson();
      case 'created':
      case 'replayed':
        noteReplay(response, made.outcome === 'replayed');
        response.status(201).json({ person: presentPerson(made.person, false), ...(made.outcome === 'created' && { code }) });
    }
  };
}

function changePerson(deps: PeopleDeps): Handler {
  const { store, settings, issuer, ring, now } = deps;
  return async (request, response) => {
    const { disabled, subject, ...given } = validate(PersonChange, await readJson(request));
    const person = await findPerson(deps, request);
    const update: PersonUpdate = {
      ...given,
      // Who has another address may be someone else at the provider.
      ...(given.email !== undefined && given.email !== person.email && { subject: null }),
      ...(subject !== undefined && { subject: atIssuer(issuer, subject) }),
      ...(disabled !== undefined && disabled !== (person.disabledAt !== null) && { disabledAt: disabled ? now() : null }),
    };
    if (isSelf(person, response) && (disabled || (given.role ?? 'admin') !== 'admin' || (given.tenants ?? null) !== null))
      throw notYourself();
    const changed = await store.people.change(person, update, { author: authorOf(request, response), ends: true });
    if (changed.outcome === 'taken') throw taken(changed.field);
    if (changed.outcome !== 'changed') throw changedMeanwhile();
    ring.drop({ name: person.name });
    response.json({ person: presentPerson(changed.person, isSettingsName(settings, person.name)) });
  };
}

function removePerson(deps: PeopleDeps): Handler {
  return async (request, response) => {
    const person = await findPerson(deps, request);
    if (isSelf(person, response)) throw notYourself();
    await deps.store.people.remove(person, authorOf(request, response));
    deps.ring.drop({ name: person.name });
    response.status(204).end();
  };
}

/** A new code for setting a password once; the one before no longer works. */
function invite(deps: PeopleDeps): Handler {
  const { store, now } = deps;
  return async (request, response) => {
    const person = await findPerson(deps, request);
    const code = newToken();
    const update = { setup: digestOf(code)!, setupUntil: now() + INVITED_MS };
    const changed = await store.people.change(person, update, { author: authorOf(request, response), action: 'person.invite' });
    if (changed.outcome !== 'changed') throw changedMeanwhile();
    response.json({ person: presentPerson(changed.person, false), code });
  };
}

function listSessions(deps: PeopleDeps): Handler {
  return async (request, response) => {
    const { id, mark } = await findAnyone(deps, request);
    const sessions = await deps.store.sessions.list(id, mark);
    response.json({ data: sessions.map((session) => presentSession(session, null)) });
  };
}

function endSessions(deps: PeopleDeps): Handler {
  return async (request, response) => {
    const person = await findAnyone(deps, request);
    await deps.store.sessions.end(person, {}, authorOf(request, response));
    response.status(204).end();
  };
}

/** @throws ProblemError not_found */
async function findPerson({ store }: PeopleDeps, request: Request): Promise<PersonRecord> {
  const person = await store.people.get(String(request.params['id']));
  if (!person) throw noPerson();
  return person;
}

/** The same, or the person in the settings. @throws ProblemError not_found */
async function findAnyone(deps: PeopleDeps, request: Request): Promise<{ id: string; name: string; mark?: string }> {
  const { settings } = deps;
  if (request.params['id'] === SETTINGS_PERSON) return { id: SETTINGS_PERSON, name: settings.person.name, mark: settings.mark };
  const { id, name } = await findPerson(deps, request);
  return { id, name };
}

function isSelf({ name }: PersonRecord, { locals }: Answer): boolean {
  return locals.caller.actor.id === name;
}

/** @throws ProblemError invalid_request */
function atIssuer(issuer: string | null, subject: string | null): string | null {
  if (subject === null) return null;
  if (issuer === null) requireNone([{ pointer: '/subject', detail: 'needs OIDC_ISSUER, which is not set' }]);
  return `${issuer} ${subject}`;
}

const OWNED = { name: 'is the name of another person', email: 'is the address of another person', subject: 'is another person', setup: '' };

function taken(field: keyof typeof OWNED): ProblemError {
  return new ProblemError('invalid_request', 'One field is not valid: see errors.', {
    errors: [{ pointer: `/${field}`, detail: OWNED[field] }],
  });
}

function noPerson(): ProblemError {
  return new ProblemError('not_found', 'There is no such person.');
}

function notYourself(): ProblemError {
  return new ProblemError('forbidden', 'This would take away your own access. Another admin can do it.');
}

function changedMeanwhile(): ProblemError {
  return new ProblemError('forbidden', 'This person has changed meanwhile. Look again, then repeat it.');
}
