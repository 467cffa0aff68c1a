import { isRedisAway, type PersonRecord, type Store } from '@darkroom/queue';
import express, { type RequestHandler, type Router } from 'express';

import { setPasswordPage } from '../pages/set-password-page.ts';
import type { PasswordChecks } from '../passwords/password-checks.ts';
import { refusePassword } from '../passwords/password-rules.ts';
import type { SessionRing } from '../sessions/session-ring.ts';
import { digestOf } from '../sessions/session-token.ts';
import { authorNamed } from './author-named.ts';
import { isSettingsName, type SettingsPerson } from './settings-person.ts';

export type SetPasswordDeps = {
  people: Store['people'];
  passwords: PasswordChecks;
  settings: SettingsPerson;
  ring: SessionRing;
  now: () => number;
};

const NO_CODE = 'This link does not work any more. It works once, for seven days. Ask an admin for a new one.';
const AWAY = 'Redis cannot be reached, so the password cannot be stored now. Try again in a moment.';

/**
 * `/login/password#<code>`: a person sets their password with the code that an admin gave them, once. The code is behind the number sign, so no server or
 * proxy logs it.
 */
export function setPasswordRoutes(deps: SetPasswordDeps): Router {
  const router = express.Router();
  router.get('/login/password', (_request, response) => void response.set('Cache-Control', 'no-store').send(setPasswordPage({})));
  router.post('/login/password', express.urlencoded({ extended: false, limit: '4kb' }), setPassword(deps));
  return router;
}

function setPassword(deps: SetPasswordDeps): RequestHandler {
  return async (request, response) => {
    const form = (request.body ?? {}) as Partial<Record<'code' | 'password' | 'again', unknown>>;
    const [code, password] = [text(form.code).trim(), text(form.password)];
    const refuse = (status: number, problem: string) => void response.status(status).send(setPasswordPage({ code, problem }));
    try {
      const person = await findInvited(deps, code);
      if (!person) return refuse(403, NO_CODE);
      const refusal = refusePassword(password, person.name);
      if (refusal !== null) return refuse(422, `The password ${refusal}.`);
      if (text(form.again) !== password) return refuse(422, 'The two passwords differ.');
      const update = { password: await deps.passwords.hash(password), setup: null, setupUntil: null };
      const author = authorNamed(person.name, request, response);
      const changed = await deps.people.change(person, update, { author, action: 'person.set_password', ends: true });
      if (changed.outcome !== 'changed') return refuse(403, NO_CODE);
      deps.ring.drop({ name: person.name });
      return response.redirect(303, '/login?said=password');
    } catch (error) {
      if (!isRedisAway(error)) throw error;
      return refuse(503, AWAY);
    }
  };
}

async function findInvited({ people, settings, now }: SetPasswordDeps, code: string): Promise<PersonRecord | null> {
  const digest = digestOf(code);
  const person = digest === undefined ? null : await people.find('setup', digest);
  const mayUse =
    person !== null && person.disabledAt === null && (person.setupUntil ?? 0) > now() && !isSettingsName(settings, person.name);
  return mayUse ? person : null;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
