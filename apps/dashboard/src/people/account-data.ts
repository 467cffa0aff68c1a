import { formatRetryAfter } from '@darkroom/contracts';
import { authorOf } from '@darkroom/api/http/author-of';
import type { Handler } from '@darkroom/api/http/handler';
import { ProblemError } from '@darkroom/api/http/problem';
import { readJson } from '@darkroom/api/http/request/read-json';
import { requireNone, validate } from '@darkroom/api/http/request/validate';
import { SETTINGS_PERSON, type Store } from '@darkroom/queue';
import express, { type Request, type Response, type Router } from 'express';

import type { Authenticate } from '../login/authenticate.ts';
import { AWAY } from '../login/away-words.ts';
import { noteRefusal, type LoginNotes } from '../login/note-refusal.ts';
import { loginOf } from '../login/person.ts';
import type { Role } from '../login/roles.ts';
import type { SettingsPerson } from '../login/settings-person.ts';
import type { PasswordChecks } from '../passwords/password-checks.ts';
import { refusePassword } from '../passwords/password-rules.ts';
import type { SessionRing } from '../sessions/session-ring.ts';
import { EndSessions, PasswordChange } from './person-body.ts';
import { presentSession, type ShownSession } from './present-person.ts';

export type AccountDeps = LoginNotes & {
  store: Pick<Store, 'people' | 'sessions'>;
  settings: SettingsPerson;
  ring: SessionRing;
  authenticate: Authenticate;
  passwords: PasswordChecks;
};

/** What `GET /data/account` answers. */
export type Account = {
  name: string;
  role: Role;
  tenants: readonly string[] | null;
  source: 'people' | 'settings';
  email: string | null;
  has_password: boolean;
  sessions: ShownSession[];
};

/** What each person sees and does of their own. */
export function accountData(deps: AccountDeps): Router {
  const router = express.Router();
  router.get('/data/account', showAccount(deps));
  router.post('/data/account/password', changePassword(deps));
  router.post('/data/account/end-sessions', endAll(deps));
  router.post('/data/account/sessions/:id/end', endOne(deps));
  return router;
}

function showAccount({ store, settings }: AccountDeps): Handler {
  return async (_request, response) => {
    const { person, id, digest } = loginOf(response);
    const isOfSettings = id === SETTINGS_PERSON;
    const stored = isOfSettings ? null : await store.people.get(id);
    const sessions = await store.sessions.list(id, isOfSettings ? settings.mark : undefined);
    const thisId = digest === null ? null : store.sessions.idOf(digest);
    const account: Account = {
      ...person,
      source: isOfSettings ? 'settings' : 'people',
      email: stored?.email ?? null,
      has_password: isOfSettings || stored?.password != null,
      sessions: sessions.map((session) => presentSession(session, thisId)),
    };
    response.json(account);
  };
}

/** The present password is asked for, so that nobody changes it in a browser that was left open. All other sessions end. */
function changePassword(deps: AccountDeps): Handler {
  const { store, passwords, ring } = deps;
  return async (request, response) => {
    const { current, password } = validate(PasswordChange, await readJson(request));
    const { id, person, digest } = loginOf(response);
    if (id === SETTINGS_PERSON)
      throw new ProblemError('forbidden', 'Your password is the setting DASHBOARD_PASSWORD. It changes only there.');
    await checkCurrent(deps, { request, response }, { user: person.name, password: current });
    const refusal = refusePassword(password, person.name);
    requireNone(refusal === null ? [] : [{ pointer: '/password', detail: refusal }]);
    const hash = await passwords.hash(password);
    const stored = await store.people.get(id);
    const update = { password: hash, setup: null, setupUntil: null };
    const by = { author: authorOf(request, response), action: 'person.set_password', ends: true, keep: digest ?? undefined } as const;
    const changed = stored && (await store.people.change(stored, update, by));
    if (changed?.outcome !== 'changed') throw new ProblemError('forbidden', 'Your login has changed meanwhile. Load the page again.');
    ring.drop({ name: person.name });
    response.status(204).end();
  };
}

/** @throws ProblemError invalid_request, rate_limited, queue_unavailable */
async function checkCurrent(
  deps: AccountDeps,
  exchange: { request: Request; response: Response },
  given: { user: string; password: string },
): Promise<void> {
  const tried = await deps.authenticate({ address: exchange.request.ip ?? '', ...given });
  switch (tried.outcome) {
    case 'welcome':
      return;
    case 'wrong':
      await noteRefusal(deps, exchange, tried.account);
      return requireNone([{ pointer: '/current', detail: 'is wrong' }]);
    case 'throttled':
      throw new ProblemError('rate_limited', `There were too many wrong tries. Wait ${tried.waitSeconds} s and try again.`, {
        headers: { 'Retry-After': formatRetryAfter(tried.waitSeconds) },
      });
    case 'away':
      throw new ProblemError('queue_unavailable', AWAY);
  }
}

function endAll({ store, ring }: AccountDeps): Handler {
  return async (request, response) => {
    const { keep_this: keepThis } = validate(EndSessions, await readJson(request));
    const { id, person, digest } = loginOf(response);
    const keep = keepThis && digest !== null ? digest : undefined;
    await store.sessions.end({ id, name: person.name }, { keep }, authorOf(request, response));
    if (keep === undefined) ring.drop({ digest });
    response.status(204).end();
  };
}

function endOne({ store, ring }: AccountDeps): Handler {
  return async (request, response) => {
    const { id, person, digest } = loginOf(response);
    const only = String(request.params['id']);
    if (!/^[\w-]{22}$/.test(only)) throw new ProblemError('not_found', 'There is no such session.');
    await store.sessions.end({ id, name: person.name }, { only }, authorOf(request, response));
    if (digest?.startsWith(only)) ring.drop({ digest });
    response.status(204).end();
  };
}
