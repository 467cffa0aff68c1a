import type { Delivery, DeliveryAttempt, Endpoint, JobStatus, ListedDelivery, WebhookEventType } from '@darkroom/contracts';

import type { EndpointHealth } from '../../../webhooks/endpoint-health.ts';
import { capitalized, spaced } from '../text/text.ts';

type DeliveryStatus = ListedDelivery['status'];

const STATES: Record<DeliveryStatus, readonly [words: string, look: JobStatus]> = {
  pending: ['Not delivered yet', 'waiting'],
  delivered: ['Delivered', 'succeeded'],
  failed: ['Given up', 'failed'],
  refused: ['Refused', 'canceled'],
};

/** The states of a delivery, for a choice. */
export const DELIVERY_STATES = Object.keys(STATES) as DeliveryStatus[];

/** A state in words, and the status of a job that has its shape and colour. */
export function deliveryState(status: DeliveryStatus): { words: string; look: JobStatus } {
  const [words, look] = STATES[status] ?? [capitalized(spaced(status)), 'queued'];
  return { words, look };
}

/** A try in a few words: "answered 500", "no answer". */
export function tryWords(status: number | null): string {
  return status === null ? 'no answer' : `answered ${status}`;
}

/** Why a delivery has not arrived, and what to do about it. Null: it has arrived, or no try has ended. */
export function whyNot(
  { status, attempts }: Pick<Delivery, 'status' | 'attempts'>,
  endpoint: Pick<Endpoint, 'status'> | null,
): { why: string; advice: string } | null {
  if (status === 'delivered') return null;
  const last = attempts.at(-1);
  if (!last) return status === 'refused' ? { why: CLOSED, advice: closedAdvice(endpoint) } : null;
  const { why, advice } = whyOf(last);
  return { why, advice: endpoint?.status === 'disabled' ? `${advice} Then enable the endpoint, and send it again.` : advice };
}

const CLOSED = 'It was never sent: its endpoint was disabled or deleted first.';

function closedAdvice(endpoint: Pick<Endpoint, 'status'> | null): string {
  return endpoint === null ? 'A deleted endpoint gets nothing any more.' : 'Enable the endpoint, then send it again.';
}

function whyOf({ status, error }: DeliveryAttempt): { why: string; advice: string } {
  if (status === null) return { why: `The receiver gave no answer: ${error ?? 'none'}.`, advice: unansweredAdvice(error ?? '') };
  if (status === 410) return { why: 'The receiver answered 410: it says that it is gone.', advice: 'Correct the address of the endpoint.' };
  if (status === 401 || status === 403)
    return {
      why: `The receiver answered ${status}: it does not let the webhook in.`,
      advice: 'Compare the secret that it verifies signatures with; after a rotation it needs the new one.',
    };
  if (status === 404 || status === 405)
    return { why: `The receiver answered ${status}: at this address it takes no webhooks.`, advice: 'Correct the address.' };
  if (status === 429) return { why: 'The receiver answered 429: it gets too many webhooks.', advice: 'It is tried again later by itself.' };
  if (status >= 300 && status < 400)
    return { why: `The receiver answered ${status}. Redirects are not followed.`, advice: 'Name the address that it leads to.' };
  if (status >= 500)
    return { why: `The receiver answered ${status}: it failed itself.`, advice: 'Its own log says why, under this webhook-id.' };
  return { why: `The receiver answered ${status}.`, advice: 'Its answer may say why, and so may its own log.' };
}

function unansweredAdvice(error: string): string {
  if (/certificate|self.signed|TLS|SSL/i.test(error)) return 'Its certificate is not accepted: renew it, or install the whole chain.';
  if (/ENOTFOUND|EAI_AGAIN|getaddrinfo/i.test(error)) return 'Its name is not known to the name servers: correct the address.';
  if (/may not|private|not allowed|loopback|refused address/i.test(error)) {
    return 'Webhooks go to public addresses only, unless the operator sets WEBHOOK_ALLOW_PRIVATE_NETWORKS.';
  }
  return 'Look whether it runs and can be reached from here, and answers within 15 s.';
}

const REASONS: Record<NonNullable<Endpoint['disabled']>['reason'], string> = {
  gone: 'it answered 410, which means that it is gone',
  failing: 'nothing was delivered for days',
  by_caller: 'a person or a key disabled it',
};

/** Why an endpoint is disabled. */
export function disabledWords({ reason }: NonNullable<Endpoint['disabled']>): string {
  return REASONS[reason] ?? spaced(reason);
}

/** The share of the latest deliveries that arrived: "98 % of 57". Those under way do not count. */
export function successWords(health: EndpointHealth | null): string {
  if (health === null) return 'none lately';
  const { delivered, failed, pending } = health.latest;
  const ended = delivered + failed;
  if (ended === 0) return pending === 0 ? 'none lately' : `${pending.toLocaleString()} under way`;
  // Only all is 100 %.
  const share = delivered === ended ? 1 : Math.min(0.99, delivered / ended);
  return `${share.toLocaleString(undefined, { style: 'percent' })} of ${ended.toLocaleString()}`;
}

/** Which events an endpoint gets. */
export function eventsWords(events: Endpoint['events']): string {
  if (events === null) return 'Ends of jobs, held jobs, completed batches';
  return events.includes('*') ? 'All events' : events.join(', ');
}

/** Every event that an endpoint can ask for: pages load no schemas. The compiler finds one too many, a test one too few. */
export const EVENT_TYPES = [
  'generation.waiting',
  'generation.succeeded',
  'generation.failed',
  'generation.canceled',
  'generation.expired',
  'generation.held',
  'download.waiting',
  'download.succeeded',
  'download.failed',
  'download.canceled',
  'download.expired',
  'download.held',
  'download.archived',
  'download.expiring',
  'batch.completed',
  'endpoint.disabled',
  'budget.warning',
  'budget.exhausted',
  'quota.exhausted',
  'reconciliation.differences',
  'webhook.test',
] as const satisfies readonly WebhookEventType[];
