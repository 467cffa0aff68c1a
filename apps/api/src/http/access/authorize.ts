import type { Scope } from '@darkroom/contracts';
import type { NextFunction, Request } from 'express';

import type { Answer } from '../handler.ts';
import { ProblemError } from '../problem.ts';
import { TENANT_HEADER } from './choose-tenant.ts';

/**
 * Lets only keys with this scope pass, and of an operator's requests without a tenant only those that may cover all. The routes take both
 * from the description of the call. @throws ProblemError missing_scope or tenant_required
 */
export function authorize(scope: Scope, { allTenants }: { allTenants: boolean }) {
  return (_request: Request, { locals }: Answer, next: NextFunction): void => {
    if (!locals.caller.scopes.has(scope)) {
      throw new ProblemError('missing_scope', `This call needs an API key with the scope "${scope}".`);
    }
    if (!allTenants && locals.tenant === undefined) {
      throw new ProblemError('tenant_required', `Name a tenant in the header ${TENANT_HEADER}: this call belongs to one.`);
    }
    next();
  };
}
