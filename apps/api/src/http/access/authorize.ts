import type { Scope } from '@darkroom/contracts';
import type { NextFunction, Request } from 'express';

import type { Answer } from '../handler.ts';
import { ProblemError } from '../problem.ts';

/** Lets only keys with this scope pass. The routes take it from the description of the call. @throws ProblemError missing_scope */
export function authorize(scope: Scope) {
  return (_request: Request, { locals }: Answer, next: NextFunction): void => {
    if (!locals.caller.scopes.has(scope)) {
      throw new ProblemError('missing_scope', `This call needs an API key with the scope "${scope}".`);
    }
    next();
  };
}
