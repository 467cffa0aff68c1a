import { presentEndpoint, type Store } from '@darkroom/queue';
import type { Clock } from '@darkroom/runtime';
import { z } from 'zod';

import { answerPage } from '../http/answer/answer-page.ts';
import { orInvalidCursor } from '../http/request/cursor.ts';
import { tenantOrAll, type Handler } from '../http/handler.ts';
import { pageQuery } from '../http/request/page-query.ts';
import { validate } from '../http/request/validate.ts';

export const ListEndpointsQuery = z.strictObject(pageQuery);

/** `GET /v1/endpoints`: one page, newest first. */
export function listEndpoints({ store, clock }: { store: Store; clock: Clock }): Handler {
  return async (request, response) => {
    const query = validate(ListEndpointsQuery, request.query);
    const { records, nextCursor } = await orInvalidCursor(store.endpoints.list({ tenant: tenantOrAll(response), ...query }));
    const now = clock.now();
    answerPage(request, response, { data: records.map((record) => presentEndpoint(record, now)), next_cursor: nextCursor });
  };
}
