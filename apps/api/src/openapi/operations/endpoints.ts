import {
  Delivery,
  Endpoint,
  EndpointChange,
  EndpointId,
  EndpointRequest,
  EndpointWithSecret,
  RecoverRequest,
  Recovery,
  RotateRequest,
} from '@darkroom/contracts';
import { z } from 'zod';

import { ListEndpointsQuery } from '../../endpoints/list-endpoints.ts';
import { DELIVERY, ENDPOINT, ENDPOINT_SECRET } from '../examples/deliveries.ts';
import { NO_FIELDS } from '../no-fields.ts';
import type { Operations } from '../operation.ts';

const EndpointPage = z
  .strictObject({ data: z.array(Endpoint), next_cursor: z.string().nullable() })
  .meta({ id: 'EndpointPage', description: 'One page of endpoints, newest first.' });

const shown = { 200: { says: 'The endpoint.', json: Endpoint, examples: { endpoint: { summary: 'In service', value: ENDPOINT } } } };
const withSecret = { ...ENDPOINT, secret: ENDPOINT_SECRET };

export const endpointOperations: Operations = {
  'POST /v1/endpoints': {
    id: 'createEndpoint',
    tag: 'Endpoints',
    scope: 'webhooks',
    summary: 'Create an endpoint',
    description: `From now on your webhooks go to it, in addition to the \`webhook\` that a job names. At most 50.

The answer has the secret that verifies its webhooks. It is shown again only if the same body is sent with the same \`Idempotency-Key\`
within a day.`,
    headers: ['Idempotency-Key'],
    body: {
      schema: EndpointRequest,
      examples: {
        plain: { summary: 'A URL is enough', value: { url: ENDPOINT.url } },
        chosen: {
          summary: 'Only some events',
          value: { url: ENDPOINT.url, events: ['generation.succeeded', 'batch.completed'], description: 'Gallery' },
        },
      },
    },
    answers: {
      201: {
        says: 'The endpoint with its secret.',
        headers: { Location: 'always' },
        json: EndpointWithSecret,
        examples: { created: { summary: 'New', value: withSecret } },
      },
    },
    problems: ['too_many_endpoints', 'secrets_unavailable'],
  },

  'GET /v1/endpoints': {
    id: 'listEndpoints',
    tag: 'Endpoints',
    scope: 'webhooks',
    covers: 'all_tenants',
    summary: 'List endpoints',
    query: ListEndpointsQuery,
    answers: {
      200: {
        says: 'One page.',
        headers: { Link: 'sometimes' },
        json: EndpointPage,
        examples: { page: { summary: 'The last page', value: { data: [ENDPOINT], next_cursor: null } } },
      },
    },
  },

  'GET /v1/endpoints/:id': {
    id: 'getEndpoint',
    tag: 'Endpoints',
    scope: 'webhooks',
    covers: 'all_tenants',
    summary: 'Get an endpoint',
    path: { id: EndpointId },
    answers: shown,
    problems: ['not_found'],
  },

  'PATCH /v1/endpoints/:id': {
    id: 'changeEndpoint',
    tag: 'Endpoints',
    scope: 'webhooks',
    covers: 'all_tenants',
    summary: 'Change an endpoint',
    description: `Changes only the given fields. Later tries go to the new \`url\`.

\`disabled\` ends its pending deliveries as \`refused\`. \`enabled\` enables it again and clears its failures; \`recover\` then sends what it
missed.`,
    path: { id: EndpointId },
    body: {
      schema: EndpointChange,
      examples: {
        enable: { summary: 'Back into service', value: { status: 'enabled' } },
        all: { summary: 'The default events again', value: { events: null } },
      },
    },
    answers: shown,
    problems: ['not_found'],
  },

  'DELETE /v1/endpoints/:id': {
    id: 'deleteEndpoint',
    tag: 'Endpoints',
    scope: 'webhooks',
    covers: 'all_tenants',
    summary: 'Delete an endpoint',
    description: 'Its pending deliveries end as `refused`.',
    path: { id: EndpointId },
    answers: { 204: { says: 'It is deleted.' } },
    problems: ['not_found'],
  },

  'POST /v1/endpoints/:id/test': {
    id: 'testEndpoint',
    tag: 'Endpoints',
    scope: 'webhooks',
    covers: 'all_tenants',
    summary: 'Send a test',
    description: 'Sends `webhook.test` only to this endpoint, like any other webhook.',
    path: { id: EndpointId },
    headers: ['Idempotency-Key'],
    body: NO_FIELDS,
    answers: {
      202: {
        says: 'The delivery. Get it to see the result.',
        headers: { Location: 'always' },
        json: Delivery,
        examples: {
          test: {
            summary: 'Pending',
            value: {
              ...DELIVERY,
              event_type: 'webhook.test',
              job_id: null,
              status: 'pending',
              attempt_count: 0,
              attempts: [],
              next_attempt_at: DELIVERY.created_at,
              finished_at: null,
            },
          },
        },
      },
    },
    problems: ['not_found', 'endpoint_disabled'],
  },

  'POST /v1/endpoints/:id/rotate': {
    id: 'rotateEndpoint',
    tag: 'Endpoints',
    scope: 'webhooks',
    covers: 'all_tenants',
    summary: 'Replace its secret',
    description:
      'During the overlap each webhook has two signatures, the new one first, so that a receiver with either secret verifies it.',
    path: { id: EndpointId },
    headers: ['Idempotency-Key'],
    body: {
      schema: RotateRequest,
      optional: true,
      examples: {
        plain: { summary: 'A day of overlap', value: {} },
        stolen: { summary: 'The old one ends at once', value: { overlap: '0s' } },
      },
    },
    answers: {
      200: {
        says: 'The endpoint with its new secret, which is not shown again.',
        json: EndpointWithSecret,
        examples: {
          rotated: { summary: 'Both sign for a day', value: { ...withSecret, previous_secret_expires_at: '2026-11-22T12:00:00.000Z' } },
        },
      },
    },
    problems: ['not_found', 'secrets_unavailable'],
  },

  'POST /v1/endpoints/:id/recover': {
    id: 'recoverEndpoint',
    tag: 'Endpoints',
    scope: 'webhooks',
    covers: 'all_tenants',
    summary: 'Send what it missed',
    description: `Sends every event since then that it wants and has not received: deliveries that never existed are created, and failed or refused ones
are tried again. Pending and delivered ones are not changed, so it is safe to repeat. One call reads 5,000 events.`,
    path: { id: EndpointId },
    headers: ['Idempotency-Key'],
    body: { schema: RecoverRequest, examples: { day: { summary: 'Since noon', value: { since: '2026-11-21T12:00:00Z' } } } },
    answers: {
      202: {
        says: 'The number of deliveries.',
        json: Recovery,
        examples: {
          all: {
            summary: 'Everything was checked',
            value: {
              object: 'recovery',
              endpoint_id: ENDPOINT.id,
              since: '2026-11-21T12:00:00.000Z',
              opened: 2,
              sent_again: 5,
              next_since: null,
            },
          },
        },
      },
    },
    problems: ['not_found', 'endpoint_disabled'],
  },
};
