import type { Store } from '@darkroom/queue';

import { answerPage } from '../http/answer/answer-page.ts';
import { tenantOrAll, type Handler } from '../http/handler.ts';
import { orInvalidCursor } from '../http/request/cursor.ts';
import { validate } from '../http/request/validate.ts';
import { AuditQuery } from './audit-query.ts';

/** `GET /v1/audit`: one page of who did what, newest first; of the tenant, or of all for the operator. */
export function listAudit({ store }: { store: Store }): Handler {
  return async (request, response) => {
    const { action: actions, ...filter } = validate(AuditQuery, request.query);
    const wanted = { tenant: tenantOrAll(response), actions, ...filter };
    const { records, nextCursor } = await orInvalidCursor(store.audit.list(wanted));
    answerPage(request, response, { data: records, next_cursor: nextCursor });
  };
}
