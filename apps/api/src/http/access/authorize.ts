import type { NextFunction, Request } from 'express';

import type { Answer, Call } from '../handler.ts';
import { ProblemError } from '../problem.ts';
import { TENANT_HEADER } from './choose-tenant.ts';

/**
 * Lets only callers pass who may make this call, and of an operator's requests without a tenant only those that may cover all. The routes take
 * both from the description of the call. @throws ProblemError missing_scope, forbidden or tenant_required
 */
export function authorize(call: Call, { allTenants }: { allTenants: boolean }) {
  return (_request: Request, { locals }: Answer, next: NextFunction): void => {
    locals.caller.check(call);
    if (!allTenants && locals.tenant === undefined) {
      throw new ProblemError('tenant_required', `Name a tenant in the header ${TENANT_HEADER}: this call belongs to one.`);
    }
    next();
  };
}
