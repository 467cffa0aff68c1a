import { DeliveryStatus, EndpointId, JobId } from '@darkroom/contracts';
import { presentListedDelivery, type Store } from '@darkroom/queue';
import { z } from 'zod';

import { answerPage } from '../http/answer/answer-page.ts';
import { orInvalidCursor } from '../http/request/cursor.ts';
import { tenantOrAll, type Handler } from '../http/handler.ts';
import { anyOf } from '../http/request/list-query.ts';
import { pageQuery } from '../http/request/page-query.ts';
import { validate } from '../http/request/validate.ts';

export const ListDeliveriesQuery = z.strictObject({
  job_id: JobId.optional().describe('Only those about this job.'),
  endpoint_id: EndpointId.optional().describe('Only those to this endpoint: its latest 10,000.'),
  status: anyOf(DeliveryStatus, 'Only deliveries with this status now.'),
  ...pageQuery,
});

/** `GET /v1/deliveries`: one page, newest first. */
export function listDeliveries({ store }: { store: Store }): Handler {
  return async (request, response) => {
    const { job_id: jobId, endpoint_id: endpointId, status: statuses, ...rest } = validate(ListDeliveriesQuery, request.query);
    const filter = { tenant: tenantOrAll(response), jobId, endpointId, statuses, ...rest };
    const { records, nextCursor } = await orInvalidCursor(store.deliveries.list(filter));
    answerPage(request, response, { data: records.map(presentListedDelivery), next_cursor: nextCursor });
  };
}
