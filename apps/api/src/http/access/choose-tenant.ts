import { TenantName } from '@darkroom/contracts';
import type { NextFunction, Request } from 'express';

import type { Answer } from '../handler.ts';
import { ProblemError } from '../problem.ts';

export const TENANT_HEADER = 'Darkroom-Tenant';

/** Limits an operator's request to the tenant that it names. @throws ProblemError forbidden for all others who name one */
export function chooseTenant(request: Request, { locals }: Answer, next: NextFunction): void {
  const header = request.get(TENANT_HEADER);
  if (header !== undefined) {
    if (!locals.caller.isOperator) {
      throw new ProblemError('forbidden', `Only the operator's key may send ${TENANT_HEADER}: an API key belongs to one tenant.`);
    }
    locals.tenant = readName(header);
  }
  next();
}

/** @throws ProblemError invalid_request */
function readName(header: string): string {
  const { data, error } = TenantName.safeParse(header);
  if (data !== undefined) return data;
  const detail = error?.issues[0]?.message ?? 'is not valid';
  throw new ProblemError('invalid_request', 'One field is not valid: see errors.', { errors: [{ pointer: `/${TENANT_HEADER}`, detail }] });
}
