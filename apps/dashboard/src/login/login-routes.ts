import { formatRetryAfter } from '@darkroom/contracts';
import express, { type RequestHandler, type Router } from 'express';

import { loginPage } from '../pages/login-page.ts';
import { authenticate } from './authenticate.ts';
import type { LoginThrottle } from './login-throttle.ts';
import { clearSessionCookie, readSessionCookie, writeSessionCookie } from './session-cookie.ts';
import { noteLogin, type LoginNotes } from './note-login.ts';
import type { Sessions } from './sessions.ts';

type LoginDeps = LoginNotes & { sessions: Sessions; throttle: LoginThrottle };
type LoginForm = Partial<Record<'user' | 'password' | 'next', unknown>>;

/** The form, what it is sent to, and the way out. */
export function loginRoutes(deps: LoginDeps): Router {
  const router = express.Router();
  router.get('/login', (request, response) => {
    response.send(loginPage({ next: ownPath(request.query['next']) }));
  });
  router.post('/login', express.urlencoded({ extended: false, limit: '4kb' }), logIn(deps));
  // A link followed from another site comes without the strict cookie. The login page asks here, from our own site, and goes on by itself.
  router.get('/login/session', (request, response) => {
    response.set('Cache-Control', 'no-store').json({ logged_in: deps.sessions.isValid(readSessionCookie(request) ?? '') });
  });
  router.post('/logout', (request, response) => {
    clearSessionCookie(request, response);
    response.redirect(303, '/login');
  });
  return router;
}

function logIn(deps: LoginDeps): RequestHandler {
  return async (request, response) => {
    const form = (request.body ?? {}) as LoginForm;
    const [user, next] = [text(form.user), ownPath(form.next)];
    const login = authenticate(deps, { address: request.ip ?? '', user, password: text(form.password) });
    switch (login.outcome) {
      case 'welcome':
        await noteLogin(deps, { request, response }, { action: 'person.login', user });
        writeSessionCookie(request, response, deps.sessions.issue());
        return response.redirect(303, next);
      case 'wrong':
        await noteLogin(deps, { request, response }, { action: 'person.login_refused', user });
        return void response.status(401).send(loginPage({ next, user, problem: 'That name and password do not go together.' }));
      case 'throttled': {
        const problem = `Too many wrong tries. Please wait ${login.waitSeconds} s and try again.`;
        return void response.status(429).set('Retry-After', formatRetryAfter(login.waitSeconds)).send(loginPage({ next, user, problem }));
      }
    }
  };
}

/** Where to go after the login: always a path of ours, even if the link has another address. */
function ownPath(next: unknown): string {
  const origin = 'http://dashboard.invalid';
  const url = typeof next === 'string' && next.startsWith('/') && URL.canParse(next, origin) ? new URL(next, origin) : undefined;
  return url?.origin === origin ? `${url.pathname}${url.search}` : '/';
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
