import { formatRetryAfter } from '@darkroom/contracts';
import { isRedisAway, SETTINGS_PERSON } from '@darkroom/queue';
import type { Request, RequestHandler, Response } from 'express';

import { loginPage } from '../pages/login-page.ts';
import { sendProblem } from '../send-problem.ts';
import { readSessionCookie } from '../sessions/session-cookie.ts';
import type { Entered, SessionRing } from '../sessions/session-ring.ts';
import { digestOf } from '../sessions/session-token.ts';
import type { Account, Authenticate } from './authenticate.ts';
import { authorNamed } from './author-named.ts';
import { AWAY } from './away-words.ts';
import { noteRefusal, type LoginNotes } from './note-refusal.ts';
import { setLogin } from './person.ts';
import type { SettingsPerson } from './settings-person.ts';

export type RequireLoginDeps = LoginNotes & {
  authenticate: Authenticate;
  ring: SessionRing;
  settings: SettingsPerson;
  hasProvider: boolean;
};

/** Lets in a session or HTTP Basic (for scripts). Sends people to the login page, and refuses everything else. */
export function requireLogin(deps: RequireLoginDeps): RequestHandler {
  return async (request, response, next) => {
    const session = await findSession(deps, request);
    if (session === 'away') return sendAway(deps, request, response);
    if (session) {
      const { ip } = authorNamed(session.person.name, request, response);
      await deps.ring.noteUse(session.digest!, ip);
      enter(deps, response, session, null);
      return next();
    }
    const basic = readBasic(request);
    if (basic) {
      const account = await checkBasic(deps, request, response, basic);
      if (account === null) return;
      const { stored } = account;
      const person = stored ? { name: stored.name, role: stored.role, tenants: stored.tenants } : deps.settings.person;
      enter(deps, response, { person, id: stored?.id ?? SETTINGS_PERSON, digest: null }, stored?.version ?? null);
      return next();
    }
    if (isPage(request)) return response.redirect(303, `/login?next=${encodeURIComponent(request.originalUrl)}`);
    return refuse(request, response, 'Log in at /login.');
  };
}

function enter({ ring }: RequireLoginDeps, response: Response, entered: Entered, version: string | null): void {
  setLogin(response, { ...entered, follow: (onEnd) => ring.follow(entered, version, onEnd) });
}

async function findSession({ ring }: RequireLoginDeps, request: Request): Promise<Entered | 'away' | null> {
  const digest = digestOf(readSessionCookie(request));
  if (digest === undefined) return null;
  try {
    return await ring.find(digest);
  } catch (error) {
    if (!isRedisAway(error)) throw error;
    return 'away';
  }
}

/** Whose name and password they are; null: the request has been answered. */
async function checkBasic(
  deps: RequireLoginDeps,
  request: Request,
  response: Response,
  given: { user: string; password: string },
): Promise<Account | null> {
  const login = await deps.authenticate({ address: request.ip ?? '', ...given });
  switch (login.outcome) {
    case 'welcome':
      return login.account;
    case 'wrong':
      await noteRefusal(deps, { request, response }, login.account);
      refuse(request, response, 'The name or the password is wrong.');
      return null;
    case 'throttled':
      response.set('Retry-After', formatRetryAfter(login.waitSeconds));
      sendProblem(request, response, 'rate_limited', 'There were too many wrong logins from this address or at this account.');
      return null;
    case 'away':
      sendProblem(request, response, 'queue_unavailable', AWAY);
      return null;
  }
}

/** A Basic challenge makes a browser open its own window in front of our page, so only callers that tried Basic get it. */
function refuse(request: Request, response: Response, detail: string): void {
  response.set('WWW-Authenticate', request.get('authorization') === undefined ? 'Cookie realm="Darkroom"' : 'Basic realm="Darkroom"');
  sendProblem(request, response, 'unauthorized', detail);
}

function sendAway({ hasProvider }: RequireLoginDeps, request: Request, response: Response): void {
  if (!isPage(request)) return sendProblem(request, response, 'queue_unavailable', AWAY);
  response
    .status(503)
    .set('Cache-Control', 'no-store')
    .send(loginPage({ next: request.originalUrl, problem: AWAY, hasProvider }));
}

function readBasic(request: Request): { user: string; password: string } | undefined {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]{1,1000})$/i.exec(request.get('authorization') ?? '') ?? [];
  const [, user, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString()) ?? [];
  return user === undefined || password === undefined ? undefined : { user, password };
}

function isPage(request: Request): boolean {
  return request.method === 'GET' && (request.get('accept') ?? '').includes('text/html');
}
