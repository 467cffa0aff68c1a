import { isRedisAway, type PersonRecord, type Store } from '@darkroom/queue';
import type { Logger } from '@darkroom/runtime';
import { parseCookie } from 'cookie';
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';

import { AWAY } from '../login/away-words.ts';
import { openSession, type OpenSessionDeps } from '../login/open-session.ts';
import { ownPath } from '../login/own-path.ts';
import { isSettingsName } from '../login/settings-person.ts';
import { goOnPage } from '../pages/go-on-page.ts';
import { loginPage } from '../pages/login-page.ts';
import { FLOW_MS, FlowError, type Identity, type Provider } from './provider.ts';

export type ProviderRoutesDeps = OpenSessionDeps & { provider: Provider; people: Store['people']; logger: Logger };

const PATH = '/login/oidc';
const COOKIE = 'darkroom_login';

const PROVIDER_AWAY = 'Single sign-on cannot be reached. Log in with name and password, or try again in a moment.';
const BROKEN_OFF = 'The login was broken off, or took too long. Try again.';
const UNKNOWN =
  'Single sign-on knows you, but Darkroom does not. An admin has to add you with the e-mail address that is verified there, or with your subject.';

/** Log in by the provider of identities. Only people whom an admin has added get in. */
export function providerRoutes(deps: ProviderRoutesDeps): Router {
  const router = express.Router();
  router.get(PATH, begin(deps));
  router.get(`${PATH}/callback`, finish(deps));
  return router;
}

function begin({ provider, logger }: ProviderRoutesDeps): RequestHandler {
  return async (request, response) => {
    const next = ownPath(request.query['next']);
    response.set('Cache-Control', 'no-store');
    try {
      const { url, flow } = await provider.begin(addressOf(request, `${PATH}/callback`).href, next);
      response.cookie(COOKIE, flow, { ...cookieOptions(request), maxAge: FLOW_MS });
      response.redirect(303, url);
    } catch (error) {
      logger.warn({ error, issuer: provider.issuer }, 'login.provider_away');
      refuse(response, { status: 503, problem: PROVIDER_AWAY, next });
    }
  };
}

function finish(deps: ProviderRoutesDeps): RequestHandler {
  return async (request, response) => {
    response.set('Cache-Control', 'no-store').clearCookie(COOKIE, cookieOptions(request));
    const identity = await identify(deps, request);
    if ('problem' in identity) return refuse(response, { ...identity, next: '/' });
    const { next, subject } = identity;
    try {
      const person = await findPerson(deps, identity);
      if (!person || !(await openSession(deps, { request, response }, { name: person.name, stored: person, subject }))) {
        deps.logger.warn({ issuer: deps.provider.issuer }, 'login.provider_unknown_person');
        return refuse(response, { status: 403, problem: UNKNOWN, next });
      }
    } catch (error) {
      if (!isRedisAway(error)) throw error;
      return refuse(response, { status: 503, problem: AWAY, next });
    }
    // A redirect would still come from the provider's site, and the session's cookie is strict about that.
    response.send(goOnPage(next));
  };
}

/** Who came back from the provider, or why that is not known. */
async function identify(
  { provider, logger }: ProviderRoutesDeps,
  request: Request,
): Promise<Identity | { status: number; problem: string }> {
  try {
    return await provider.finish(addressOf(request, request.originalUrl), parseCookie(request.get('cookie') ?? '')[COOKIE] ?? '');
  } catch (error) {
    const isBrokenOff = error instanceof FlowError || request.query['error'] !== undefined;
    logger.warn({ error, issuer: provider.issuer }, isBrokenOff ? 'login.provider_broken_off' : 'login.provider_failed');
    return isBrokenOff ? { status: 400, problem: BROKEN_OFF } : { status: 503, problem: PROVIDER_AWAY };
  }
}

/** By the subject; by the address only who has no subject yet. Addresses may be given to someone else at the provider, subjects are not. */
async function findPerson({ people, settings }: ProviderRoutesDeps, { subject, email }: Identity): Promise<PersonRecord | null> {
  const bySubject = await people.find('subject', subject);
  const found = bySubject ?? (email === null ? null : await people.find('email', email));
  if (!found || found.disabledAt !== null || isSettingsName(settings, found.name)) return null;
  return found.subject === null || found.subject === subject ? found : null;
}

function refuse(response: Response, { status, problem, next }: { status: number; problem: string; next: string }): void {
  response.status(status).send(loginPage({ next, problem, hasProvider: true }));
}

function addressOf(request: Request, path: string): URL {
  return new URL(path, `${request.protocol}://${request.host}`);
}

/** Lax: the browser comes back from another site. */
function cookieOptions(request: Request) {
  return { httpOnly: true, sameSite: 'lax', secure: request.secure, path: PATH } as const;
}
