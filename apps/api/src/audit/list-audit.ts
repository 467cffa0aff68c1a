import type { AuditEntry } from '@darkroom/contracts';
import type { Store } from '@darkroom/queue';

import { answerCsv, wantsCsv } from '../http/answer/answer-csv.ts';
import { answerPage, linkNext } from '../http/answer/answer-page.ts';
import type { Cell } from '../http/answer/csv.ts';
import { tenantOrAll, type Handler } from '../http/handler.ts';
import { orInvalidCursor } from '../http/request/cursor.ts';
import { validate } from '../http/request/validate.ts';
import { AuditQuery } from './audit-query.ts';

/** The columns of the CSV, and what each has. */
const COLUMNS = {
  id: ({ id }) => id,
  at: ({ at }) => at,
  tenant: ({ tenant }) => tenant,
  actor_type: ({ actor }) => actor.type,
  actor_id: ({ actor }) => actor.id,
  actor_name: ({ actor }) => actor.name,
  action: ({ action }) => action,
  target_type: ({ target }) => target.type,
  target_id: ({ target }) => target.id,
  ip: ({ ip }) => ip,
  request_id: (entry) => entry.request_id,
  note: ({ note }) => note,
  changes: ({ changes }) => JSON.stringify(changes),
} satisfies Record<string, (entry: AuditEntry) => Cell>;

/** `GET /v1/audit`: one page of who did what, newest first, as JSON or CSV; of the tenant, or of all for the operator. */
export function listAudit({ store }: { store: Store }): Handler {
  return async (request, response) => {
    const { action: actions, ...filter } = validate(AuditQuery, request.query);
    const wanted = { tenant: tenantOrAll(response), actions, ...filter };
    const { records, nextCursor } = await orInvalidCursor(store.audit.list(wanted));
    response.vary('Accept');
    if (!wantsCsv(request)) return answerPage(request, response, { data: records, next_cursor: nextCursor });
    linkNext(request, response, nextCursor);
    const rows = records.map((entry) => Object.values(COLUMNS).map((column) => column(entry)));
    answerCsv(request, response, { fileName: 'audit.csv', columns: Object.keys(COLUMNS), rows });
  };
}
