import { Delivery, DeliveryId, ListedDelivery } from '@darkroom/contracts';
import { z } from 'zod';

import { ListDeliveriesQuery } from '../../deliveries/list-deliveries.ts';
import { DELIVERY, FAILED_DELIVERY, LISTED_DELIVERY } from '../examples/deliveries.ts';
import { NO_FIELDS } from '../no-fields.ts';
import type { Operations } from '../operation.ts';

const DeliveryPage = z
  .strictObject({ data: z.array(ListedDelivery), next_cursor: z.string().nullable() })
  .meta({ id: 'DeliveryPage', description: 'One page of deliveries, newest first, with their tries counted.' });

export const deliveryOperations: Operations = {
  'GET /v1/deliveries': {
    id: 'listDeliveries',
    tag: 'Deliveries',
    scope: 'webhooks',
    covers: 'all_tenants',
    summary: 'List deliveries',
    description: 'Newest first. `attempt_count` is the number of tries; get one delivery to see each.',
    query: ListDeliveriesQuery,
    answers: {
      200: {
        says: 'One page.',
        headers: { Link: 'sometimes' },
        json: DeliveryPage,
        examples: { page: { summary: 'The last page', value: { data: [LISTED_DELIVERY], next_cursor: null } } },
      },
    },
  },

  'GET /v1/deliveries/:id': {
    id: 'getDelivery',
    tag: 'Deliveries',
    scope: 'webhooks',
    covers: 'all_tenants',
    summary: 'Get a delivery',
    description: 'With each of its tries: its time, duration, and answer, or why there was none.',
    path: { id: DeliveryId },
    answers: {
      200: {
        says: 'The delivery.',
        json: Delivery,
        examples: {
          delivered: { summary: 'Accepted at the first try', value: DELIVERY },
          failed: { summary: 'Its tries are used up', value: FAILED_DELIVERY },
        },
      },
    },
    problems: ['not_found'],
  },

  'POST /v1/deliveries/:id/redeliver': {
    id: 'redeliver',
    tag: 'Deliveries',
    scope: 'webhooks',
    covers: 'all_tenants',
    summary: 'Send again',
    description:
      'Under the same `webhook-id`, with a fresh round of tries. A pending one is tried at once. Receivers ignore ids that they have seen.',
    path: { id: DeliveryId },
    headers: ['Idempotency-Key'],
    body: NO_FIELDS,
    answers: {
      202: {
        says: 'It will be sent.',
        headers: { Location: 'always' },
        json: Delivery,
        examples: {
          again: {
            summary: 'Tried again',
            value: { ...FAILED_DELIVERY, status: 'pending', next_attempt_at: FAILED_DELIVERY.finished_at, finished_at: null },
          },
        },
      },
    },
    problems: ['not_found', 'endpoint_disabled'],
  },
};
