import type { Store } from '@darkroom/queue';
import { z } from 'zod';

import { answerPage } from '../http/answer/answer-page.ts';
import { orInvalidCursor } from '../http/request/cursor.ts';
import { tenantOrAll, type Handler } from '../http/handler.ts';
import { pageQuery } from '../http/request/page-query.ts';
import { validate } from '../http/request/validate.ts';
import { presentFile } from './present-file.ts';

/** Getty's ids are longer than ours. */
export const ListFilesQuery = z.strictObject({
  ...pageQuery,
  cursor: z.string().max(256).optional().describe('The `next_cursor` of the previous page.'),
});

/** `GET /v1/files`: one page, newest first. Getty is not asked. */
export function listFiles({ store }: { store: Store }): Handler {
  return async (request, response) => {
    const query = validate(ListFilesQuery, request.query);
    const { records, nextCursor } = await orInvalidCursor(store.files.list({ tenant: tenantOrAll(response), ...query }));
    answerPage(request, response, { data: records.map((file) => presentFile(file)), next_cursor: nextCursor });
  };
}
