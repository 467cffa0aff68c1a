import type { DeliveryAttempt } from '@darkroom/contracts';
import { faultOf, WEBHOOK_HEADERS, type DeliveryRecord, type ReminderOutcome, type Store, type TryOutcome } from '@darkroom/queue';
import type { TraceContext } from '@darkroom/telemetry';

import { findDestination, type Destination, type DestinationDeps } from './destination.ts';
import type { Events, TryVerdict } from '../events.ts';
import { nextTryAt } from './next-try.ts';
import type { ReceiverLines, Place } from './receiver-lines.ts';
import type { Answer, Post } from '../sending/post.ts';
import type { RecentBodies } from './recent-bodies.ts';
import { redact } from '../sending/redact.ts';
import { sign } from '../sending/sign.ts';
import { beginTry, findTrace, type Traced, type TracedTry } from './trace-try.ts';

/**
 * Makes one pass over a delivery: loads it, finds its destination, waits for a place at its receiver, signs, posts (with the address
 * check), stores the result, and schedules the next try or ends. A try counts once its result is stored. After a crash before that, the
 * delivery is handed out again when its lease ends: the same webhook is sent once more under the same id.
 */
export type DeliverDeps = {
  deliveries: Pick<Store['deliveries'], 'get' | 'body' | 'settle' | 'refuse' | 'refuseAllOf'>;
  /** Bodies that this process has stored. */
  bodies: Pick<RecentBodies, 'get'>;
  lines: ReceiverLines;
  post: Post;
  events: Events;
  delaysMs: number[];
  disableAfterMs: number;
  now: () => number;
  random: () => number;
  /** Where webhooks are traced. */
  traced?: Traced | undefined;
};

type Target = Extract<Destination, { kind: 'open' }>;

/** The result of a try, the time of the next one, and what it shows about the endpoint. */
type Verdict = { outcome: TryVerdict; nextAt?: number; says?: NonNullable<TryOutcome['says']> };

/** How much of an answer is kept, for people who look for a fault. */
const KEPT_CHARACTERS = 1_024;
/** Pause before the next attempt to decrypt the secrets. */
const SEALED_AGAIN_MS = 60_000;

/** A delivery that is due. Its record and body are read, where they are not known. */
export type DueDelivery = { id: string; record?: DeliveryRecord | undefined; body?: string; trace?: TraceContext | undefined };

export function createDeliver(deps: DeliverDeps): (due: DueDelivery, destinations: DestinationDeps) => Promise<ReminderOutcome> {
  return async (due, destinations) => {
    const delivery = due.record ?? (await deps.deliveries.get(due.id));
    if (!delivery || delivery.status !== 'pending') return { note: delivery?.status ?? 'missing' };
    if (delivery.nextAt !== null && delivery.nextAt > deps.now()) return { note: 'early', againAt: delivery.nextAt };

    const destination = await findDestination(destinations, delivery);
    if (destination.kind === 'closed') return refuse(deps, delivery);
    if (destination.kind === 'sealed') return waitForKey(deps, delivery, destination.reason);
    const body = due.body ?? deps.bodies.get(delivery.eventId) ?? (await deps.deliveries.body(delivery.id));
    if (body === null) return { note: 'missing' };
    const place = await findTrace(deps.traced, delivery, due.trace);
    const receiver = delivery.endpointId ?? new URL(destination.url).origin;
    const turn = await deps.lines.enter({ tenant: delivery.tenant, receiver });
    if ('againAt' in turn) return postpone(deps, delivery, turn.againAt);
    const span = place && beginTry(place, delivery, destination.url);
    const making = async (): Promise<ReminderOutcome> => {
      const { answer, attempt } = await makeTry(deps, { delivery, body, target: destination, place: turn, span });
      const verdict = judge(deps, delivery, { answer, attempt });
      await settle(deps, delivery, { attempt, verdict, url: destination.url });
      return { note: verdict.outcome };
    };
    return span ? span.run(making) : making();
  };
}

async function refuse({ deliveries }: DeliverDeps, delivery: DeliveryRecord): Promise<ReminderOutcome> {
  await deliveries.refuse([delivery.id], 'the endpoint is disabled or was deleted');
  return { note: 'refused' };
}

function waitForKey({ events, now }: DeliverDeps, delivery: DeliveryRecord, reason: string): ReminderOutcome {
  events.sealed(delivery, reason);
  return { note: 'sealed', againAt: now() + SEALED_AGAIN_MS };
}

function postpone({ events }: DeliverDeps, delivery: DeliveryRecord, againAt: number): ReminderOutcome {
  events.postponed(delivery, againAt);
  return { note: 'postponed', againAt };
}

async function makeTry(
  deps: DeliverDeps,
  given: { delivery: DeliveryRecord; body: string; target: Target; place: Place; span: TracedTry | undefined },
): Promise<{ answer: Answer; attempt: DeliveryAttempt }> {
  const { delivery, body, target, place, span } = given;
  const startedAt = deps.now();
  const signature = sign(target.secrets, { id: delivery.eventId, body, at: startedAt });
  const headers = { ...WEBHOOK_HEADERS, ...signature, ...span?.headers };
  const answer = await deps.post({ url: target.url, body, headers });
  span?.answered(answer);
  place.leave(answer.kind === 'answered' || answer.kind === 'address_refused');
  const hide = (text: string) => redact(text, [...signature['webhook-signature'].split(' '), ...target.secrets]);
  const attempt = {
    at: new Date(startedAt).toISOString(),
    attempt: delivery.attempts + 1,
    status: answer.kind === 'answered' ? answer.status : null,
    duration_ms: deps.now() - startedAt,
    error: answer.kind === 'answered' ? faultOf(answer.status) : hide(answer.error),
    response: answer.kind === 'answered' ? hide(answer.response).slice(0, KEPT_CHARACTERS) : null,
  };
  return { answer, attempt };
}

function judge(deps: DeliverDeps, delivery: DeliveryRecord, { answer, attempt }: { answer: Answer; attempt: DeliveryAttempt }): Verdict {
  if (answer.kind === 'address_refused') return { outcome: 'refused', says: 'failing' };
  if (answer.kind === 'answered' && isSuccess(answer.status)) return { outcome: 'delivered', says: 'well' };
  if (answer.kind === 'answered' && answer.status === 410) return { outcome: 'refused', says: 'gone' };
  const nextAt = nextTryAt({
    attempt: attempt.attempt - delivery.roundFrom,
    retryAfterMs: answer.kind === 'answered' ? answer.retryAfterMs : undefined,
    delaysMs: deps.delaysMs,
    now: deps.now(),
    random: deps.random,
  });
  return {
    ...(nextAt === undefined ? { outcome: 'failed' } : { outcome: 'retrying', nextAt }),
    ...(answer.kind !== 'our_fault' && { says: 'failing' }),
  };
}

async function settle(
  deps: DeliverDeps,
  delivery: DeliveryRecord,
  tried: { attempt: DeliveryAttempt; verdict: Verdict; url: string },
): Promise<void> {
  const { attempt, verdict, url } = tried;
  const { at, status, duration_ms } = attempt;
  const { endpointDisabled } = await deps.deliveries.settle(delivery, {
    status: verdict.outcome === 'retrying' ? 'pending' : verdict.outcome,
    ...(verdict.nextAt !== undefined && { nextAt: verdict.nextAt }),
    ...(verdict.says && { says: verdict.says }),
    attempt,
    url,
    disableAfterMs: deps.disableAfterMs,
    timeline: {
      at,
      event: 'webhook',
      attempt: attempt.attempt,
      ...(status === null ? { error: attempt.error } : { status }),
      duration_ms,
      delivery_id: delivery.id,
    },
  });
  deps.events.tried(delivery, { attempt, url, outcome: verdict.outcome, nextAt: verdict.nextAt });
  if (endpointDisabled && delivery.endpointId !== null) {
    deps.events.endpointDisabled(delivery, verdict.says === 'gone' ? 'gone' : 'failing');
    await deps.deliveries.refuseAllOf({ id: delivery.endpointId, tenant: delivery.tenant }, 'the endpoint is disabled');
  }
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
