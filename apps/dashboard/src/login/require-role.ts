import { ProblemError } from '@darkroom/api/http/problem';
import type { RequestHandler } from 'express';

import { personOf } from './person.ts';
import { includes, type Role } from './roles.ts';

/** Lets only people with this role pass. Calls of the API have their own check, by `roleFor`. @throws ProblemError forbidden */
export function requireRole(needed: Role): RequestHandler<Record<string, string>> {
  return (_request, response, next) => {
    const { role } = personOf(response);
    if (!includes(role, needed)) throw new ProblemError('forbidden', `This needs the role ${needed}. Yours is ${role}.`);
    next();
  };
}
