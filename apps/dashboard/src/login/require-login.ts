import { formatRetryAfter } from '@darkroom/contracts';
import type { Request, RequestHandler } from 'express';

import { sendProblem } from '../send-problem.ts';
import { authenticate } from './authenticate.ts';
import { noteLogin, type LoginNotes } from './note-login.ts';
import { setPerson } from './person.ts';
import type { LoginThrottle } from './login-throttle.ts';
import { readSessionCookie } from './session-cookie.ts';
import type { Sessions } from './sessions.ts';

/** Lets in a session or HTTP Basic (for scripts). Sends people to the login page, and refuses everything else. */
export function requireLogin(deps: LoginNotes & { sessions: Sessions; throttle: LoginThrottle }): RequestHandler {
  return async (request, response, next) => {
    const enter = () => {
      setPerson(response, { name: deps.user, role: 'admin', tenants: null });
      next();
    };
    const cookie = readSessionCookie(request);
    if (cookie !== undefined && deps.sessions.isValid(cookie)) return enter();

    const basic = readBasic(request);
    if (basic) {
      const login = authenticate(deps, { address: request.ip ?? '', ...basic });
      if (login.outcome === 'welcome') return enter();
      if (login.outcome === 'wrong') await noteLogin(deps, { request, response }, { action: 'person.login_refused', user: basic.user });
      if (login.outcome === 'throttled') {
        response.set('Retry-After', formatRetryAfter(login.waitSeconds));
        return sendProblem(request, response, 'rate_limited', 'There were too many wrong logins from this address or at this account.');
      }
    }

    if (!basic && isPage(request)) return response.redirect(303, `/login?next=${encodeURIComponent(request.originalUrl)}`);
    // A Basic challenge makes a browser open its own window in front of our page, so only callers that tried Basic get it.
    response.set('WWW-Authenticate', request.get('authorization') === undefined ? 'Cookie realm="Darkroom"' : 'Basic realm="Darkroom"');
    return sendProblem(request, response, 'unauthorized', basic ? 'The name or the password is wrong.' : 'Log in at /login.');
  };
}

function readBasic(request: Request): { user: string; password: string } | undefined {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]{1,1000})$/i.exec(request.get('authorization') ?? '') ?? [];
  const [, user, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString()) ?? [];
  return user === undefined || password === undefined ? undefined : { user, password };
}

function isPage(request: Request): boolean {
  return request.method === 'GET' && (request.get('accept') ?? '').includes('text/html');
}
