import { ALL_SCOPES } from '@darkroom/contracts';
import type { Answer, Caller } from '@darkroom/api/http/handler';
import { chooseTenant, TENANT_HEADER } from '@darkroom/api/http/access/choose-tenant';
import { ProblemError } from '@darkroom/api/http/problem';
import type { NextFunction, Request } from 'express';

import { loginOf, sees, type Login, type Person } from '../login/person.ts';
import { includes, roleFor } from '../login/roles.ts';

/** What a person says about an action, percent-encoded: headers hold no other letters. */
const NOTE_HEADER = 'Darkroom-Note';
const MOST_NOTE = 1_000;

/** Makes the person who has logged in the caller, for what concerns no tenant. @throws ProblemError invalid_request */
export function callAsPerson(request: Request, response: Answer, next: NextFunction): void {
  const { locals } = response;
  locals.noted ??= {};
  locals.caller = callerOf(loginOf(response), readNote(request));
  next();
}

/**
 * Chooses the tenant that a request of the caller is about. Of people who are limited to tenants, each request concerns one of them: the one that it
 * names, or their only one. @throws ProblemError forbidden or tenant_required
 */
export function enterTenant(request: Request, response: Answer, next: NextFunction): void {
  const { person } = loginOf(response);
  if (person.tenants === null) return chooseTenant(request, response, next);
  response.locals.tenant = chooseAmong(person, request.get(TENANT_HEADER));
  next();
}

function chooseAmong(person: Person, named: string | undefined): string {
  const tenants = person.tenants ?? [];
  if (named !== undefined) {
    if (!sees(person, named)) throw new ProblemError('forbidden', 'Your login does not cover this tenant.');
    return named;
  }
  const [only, ...others] = tenants;
  if (only === undefined) throw new ProblemError('forbidden', 'Your login covers no tenant.');
  if (others.length > 0) throw new ProblemError('tenant_required', `Choose one of your tenants: name it in the header ${TENANT_HEADER}.`);
  return only;
}

function callerOf({ person, follow }: Login, note: string | undefined): Caller {
  return {
    actor: { type: 'person', id: person.name, name: person.name },
    scopes: new Set(ALL_SCOPES),
    isOperator: person.tenants === null,
    check: (call) => {
      const needed = roleFor(call);
      if (!includes(person.role, needed)) throw new ProblemError('forbidden', `This needs the role ${needed}. Yours is ${person.role}.`);
    },
    // A change of the role or the tenants ends the login, too.
    follow: (_scope, onEnd) => follow(onEnd),
    note,
  };
}

/** @throws ProblemError invalid_request */
function readNote(request: Request): string | undefined {
  const given = request.get(NOTE_HEADER);
  if (given === undefined || given === '') return undefined;
  let note: string;
  try {
    note = decodeURIComponent(given);
  } catch {
    throw badNote('must be percent-encoded');
  }
  if (note.length > MOST_NOTE) throw badNote(`must be at most ${MOST_NOTE} characters`);
  return note;
}

function badNote(detail: string): ProblemError {
  return new ProblemError('invalid_request', 'One field is not valid: see errors.', { errors: [{ pointer: `/${NOTE_HEADER}`, detail }] });
}
