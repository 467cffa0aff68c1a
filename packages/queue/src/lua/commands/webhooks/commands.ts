import type { DeliveryStatus, EndpointId, EventId, JobId, Tenant, WebhookEventType } from '@darkroom/contracts';

import { fields, flag, number, oneOf, orNull, rest, row, text, textAs } from '../../answers.ts';
import { command, of, optional } from '../../command.ts';
import { replay, type ActionKey, type AuditNote } from '../shared.ts';
import type { Fields } from '../../../redis/fields.ts';

const endpoint = { fields };
const first = { id: textAs<EndpointId>(), fields };
const secrets = { mine: fields, given: fields };
const event = { event: text };
const enabled = row({
  id: textAs<EndpointId>(),
  url: text,
  events: orNull(text),
  after: textAs<EventId>(),
  secret: text,
  previous: orNull(text),
});
const taken = row({
  id: text,
  packed: text,
  type: textAs<WebhookEventType>(),
  about: text,
  subject: text,
  tenant: textAs<Tenant>(),
});

/** The deliveries of one event, to be opened. `receivers`: of each its part of the delivery's id, the URL, and whether it is also the job's own ('+'). */
export type OpenedEvent = {
  event: string;
  type: WebhookEventType;
  tenant: Tenant;
  about: 'job' | 'batch' | 'endpoint' | 'budget' | 'reconciliation';
  subject: string;
  receivers: string[][];
};

export const webhookCommands = {
  open_deliveries: command({
    takes: {
      events: of<OpenedEvent[]>(),
      begins: optional<{ places: number; lease: number }>(),
      logged: optional<true>(),
    },
    texts: 'many',
    answers: { opened: { outcomes: rest(oneOf('opened', 'added', 'begun', 'exists', 'closed', 'lost')) } },
  }),
  take_deliveries: command({
    takes: {
      places: of<number>(),
      limit: of<number>(),
      held: of<Record<Tenant, number>>(),
      lease: of<number>(),
      notifier: of<string>(),
      token: of<string>(),
    },
    answers: { taken: { next_at: orNull(number), more: flag, waiting: flag, taken: rest(taken) } },
  }),
  put_off_delivery: command({
    takes: { id: of<string>(), at: of<number>() },
    answers: { put_off: {}, stale: {} },
  }),
  settle_delivery: command({
    takes: {
      id: of<string>(),
      attempt: of<number>(),
      status: of<DeliveryStatus>(),
      next_at: optional<number>(),
      try: of<string>(),
      short: optional<string>(),
      kept: of<string>(),
      timeline: of<string>(),
      url: of<string>(),
      shown_url: of<string>(),
      says: optional<'well' | 'failing' | 'gone'>(),
      disable_after: of<number>(),
      apart: of<number>(),
    },
    answers: { settled: { disabled: flag }, stale: {}, missing: {} },
  }),
  refuse_deliveries: command({
    takes: { ids: of<string[]>(), at: of<string>(), why: of<string>() },
    answers: { refused: { ids: rest(text) } },
  }),
  redeliver: command({
    takes: { id: of<string>(), job: optional<JobId>(), idempotency: optional<ActionKey>(), audit: optional<AuditNote>() },
    answers: { pending: {}, closed: {}, missing: {}, ...replay },
  }),
  adopt_deliveries: command({
    takes: { ids: optional<string[]>(), most: optional<number>() },
    answers: { adopted: { ids: rest(text) } },
  }),
  create_endpoint: command({
    takes: {
      id: of<EndpointId>(),
      tenant: of<Tenant>(),
      fields: of<Fields>(),
      most: of<number>(),
      idempotency: optional<ActionKey>(),
      audit: optional<AuditNote>(),
    },
    answers: { created: endpoint, full: {}, replayed: first, reused: first },
  }),
  change_endpoint: command({
    takes: { id: of<EndpointId>(), set: of<Fields>(), status: optional<'enabled' | 'disabled'>(), audit: optional<AuditNote>() },
    answers: { changed: endpoint, missing: {} },
  }),
  rotate_endpoint: command({
    takes: {
      id: of<EndpointId>(),
      secret: of<string>(),
      before_until: of<number>(),
      idempotency: optional<ActionKey>(),
      audit: optional<AuditNote>(),
    },
    answers: { rotated: endpoint, missing: {}, replayed: endpoint, reused: endpoint },
  }),
  delete_endpoint: command({
    takes: { id: of<EndpointId>(), tenant: of<Tenant>(), audit: optional<AuditNote>() },
    answers: { deleted: {} },
  }),
  test_endpoint: command({
    takes: { id: of<EndpointId>(), token: of<string>(), idempotency: optional<ActionKey>(), audit: optional<AuditNote>() },
    answers: { sent: event, replayed: event, reused: event, closed: {}, missing: {} },
  }),
  enabled_endpoints: command({
    whenFull: 'reads',
    takes: { tenant: of<Tenant>() },
    answers: { enabled: { endpoints: rest(enabled) } },
  }),
  webhook_secret: command({
    takes: { tenant: of<Tenant>(), made: optional<string>(), given: optional<'1'>(), only: optional<'0' | '1'>() },
    answers: { kept: secrets, made: secrets, unclaimed: secrets, none: {} },
  }),
  rotate_webhook_secret: command({
    takes: {
      tenant: of<Tenant>(),
      secret: of<string>(),
      before: of<string>(),
      before_until: of<number>(),
      idempotency: optional<ActionKey>(),
      audit: optional<AuditNote>(),
    },
    answers: { rotated: endpoint, replayed: endpoint, reused: endpoint },
  }),
};
