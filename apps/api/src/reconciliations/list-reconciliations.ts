import { presentReconciliation, type Store } from '@darkroom/queue';
import { z } from 'zod';

import { answerPage } from '../http/answer/answer-page.ts';
import { tenantOrAll, type Handler } from '../http/handler.ts';
import { orInvalidCursor } from '../http/request/cursor.ts';
import { pageQuery } from '../http/request/page-query.ts';
import { validate } from '../http/request/validate.ts';

export const ListReconciliationsQuery = z.strictObject(pageQuery);

/** `GET /v1/reconciliations`: one page, newest first, each with its first differences. */
export function listReconciliations({ store }: { store: Store }): Handler {
  return async (request, response) => {
    const query = validate(ListReconciliationsQuery, request.query);
    const { records, nextCursor } = await orInvalidCursor(store.reconciliations.list({ tenant: tenantOrAll(response), ...query }));
    answerPage(request, response, { data: records.map(presentReconciliation), next_cursor: nextCursor });
  };
}
