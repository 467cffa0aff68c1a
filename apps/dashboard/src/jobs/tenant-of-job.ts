import { TENANT_HEADER } from '@darkroom/api/http/access/choose-tenant';
import { JobId } from '@darkroom/contracts';
import type { Store } from '@darkroom/queue';
import type { RequestHandler } from 'express';

import { personOf, sees } from '../login/person.ts';

/**
 * Makes a request about a job, which names no tenant, one about the tenant of the job, if the person sees it. Addresses of jobs name none, and people
 * may see several.
 */
export function chooseTenantOfJob({ jobs }: { jobs: Pick<Store['jobs'], 'get'> }): RequestHandler<{ id: string }> {
  return async (request, response, next) => {
    const id = JobId.safeParse(request.params.id);
    if (id.success && request.get(TENANT_HEADER) === undefined) {
      const record = await jobs.get(id.data);
      if (record && sees(personOf(response), record.tenant)) request.headers[TENANT_HEADER.toLowerCase()] = record.tenant;
    }
    next();
  };
}
