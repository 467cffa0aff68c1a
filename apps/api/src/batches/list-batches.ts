import { presentBatch, type Store } from '@darkroom/queue';
import { z } from 'zod';

import { answerPage } from '../http/answer/answer-page.ts';
import { orInvalidCursor } from '../http/request/cursor.ts';
import { tenantOrAll, type Handler } from '../http/handler.ts';
import { pageQuery } from '../http/request/page-query.ts';
import { validate } from '../http/request/validate.ts';

export const ListBatchesQuery = z.strictObject(pageQuery);

/** `GET /v1/batches`: one page, newest first, without their jobs. */
export function listBatches({ store }: { store: Store }): Handler {
  return async (request, response) => {
    const query = validate(ListBatchesQuery, request.query);
    const { records, nextCursor } = await orInvalidCursor(store.batches.list({ tenant: tenantOrAll(response), ...query }));
    answerPage(request, response, { data: records.map(presentBatch), next_cursor: nextCursor });
  };
}
