import { formatRetryAfter } from '@darkroom/contracts';
import { isRedisAway, type Store } from '@darkroom/queue';
import express, { type RequestHandler, type Router } from 'express';

import { loginPage } from '../pages/login-page.ts';
import { sendProblem } from '../send-problem.ts';
import { clearSessionCookie, readSessionCookie } from '../sessions/session-cookie.ts';
import type { SessionRing } from '../sessions/session-ring.ts';
import { digestOf } from '../sessions/session-token.ts';
import type { Authenticate } from './authenticate.ts';
import { AWAY } from './away-words.ts';
import { noteRefusal, type LoginNotes } from './note-refusal.ts';
import { openSession, type OpenSessionDeps } from './open-session.ts';
import { ownPath } from './own-path.ts';
import { refuseForeignForms } from './refuse-foreign-pages.ts';

export type LoginDeps = LoginNotes &
  OpenSessionDeps & {
    authenticate: Authenticate;
    ring: SessionRing;
    sessions: Store['sessions'];
    /** Whether people can also log in by a provider of identities. */
    hasProvider: boolean;
  };
type LoginForm = Partial<Record<'user' | 'password' | 'next', unknown>>;

const PROBLEM = 'That name and password do not go together.';

/** The form, what it is sent to, and the way out. */
export function loginRoutes(deps: LoginDeps): Router {
  const { hasProvider } = deps;
  const router = express.Router();
  router.get('/login', (request, response) => {
    const said = typeof request.query['said'] === 'string' ? SAID.get(request.query['said']) : undefined;
    response.send(loginPage({ next: ownPath(request.query['next']), hasProvider, ...(said !== undefined && { said }) }));
  });
  router.post('/login', refuseForeignForms, express.urlencoded({ extended: false, limit: '4kb' }), logIn(deps));
  // A link followed from another site comes without the strict cookie. The login page asks here, from our own site, and goes on by itself.
  router.get('/login/session', async (request, response) => {
    const digest = digestOf(readSessionCookie(request));
    const entered = digest === undefined ? null : await deps.ring.find(digest);
    response.set('Cache-Control', 'no-store').json({ logged_in: entered !== null });
  });
  router.post('/logout', refuseForeignForms, logOut(deps));
  return router;
}

/** What the login page says to those who were led to it, by a word in its address. */
const SAID = new Map([['password', 'Your password is set. Log in with it.']]);

function logIn(deps: LoginDeps): RequestHandler {
  return async (request, response) => {
    const form = (request.body ?? {}) as LoginForm;
    const [user, next] = [text(form.user), ownPath(form.next)];
    const refuse = (status: number, problem: string) =>
      void response.status(status).send(loginPage({ next, user, problem, hasProvider: deps.hasProvider }));
    const login = await deps.authenticate({ address: request.ip ?? '', user, password: text(form.password) });
    switch (login.outcome) {
      case 'welcome':
        try {
          if (await openSession(deps, { request, response }, login.account)) return response.redirect(303, next);
        } catch (error) {
          if (!isRedisAway(error)) throw error;
          return refuse(503, AWAY);
        }
        deps.ring.drop({ name: user }); // they have changed while the password was compared
        return refuse(401, PROBLEM);
      case 'wrong':
        await noteRefusal(deps, { request, response }, login.account);
        return refuse(401, PROBLEM);
      case 'throttled':
        response.set('Retry-After', formatRetryAfter(login.waitSeconds));
        return refuse(429, `Too many wrong tries. Please wait ${login.waitSeconds} s and try again.`);
      case 'away':
        return refuse(503, AWAY);
    }
  };
}

/** The session ends in Redis, so that nobody who has copied the cookie goes on with it. */
function logOut({ ring, sessions }: LoginDeps): RequestHandler {
  return async (request, response) => {
    const digest = digestOf(readSessionCookie(request));
    try {
      const entered = digest === undefined ? null : await ring.find(digest);
      if (entered?.digest) await sessions.end({ id: entered.id, name: entered.person.name }, { only: entered.digest });
    } catch (error) {
      if (!isRedisAway(error)) throw error;
      return sendProblem(
        request,
        response,
        'queue_unavailable',
        'Redis cannot be reached, so the session cannot be ended. Try again in a moment.',
      );
    }
    if (digest !== undefined) ring.drop({ digest });
    clearSessionCookie(request, response);
    response.redirect(303, '/login');
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
