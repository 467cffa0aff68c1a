import type { Delivery, DeliveryAttempt, ReminderData, ReminderOutcome, Store } from '@darkroom/queue';

import type { Events, TryOutcome } from './events.ts';
import { nextTryAt } from './next-try.ts';
import type { OriginLines, Place } from './origin-lines.ts';
import type { Answer, Post } from './post.ts';
import type { Sign } from './sign.ts';

/**
 * One pass over a delivery: load it, wait for a place at its receiver, sign, post (which guards the address), settle what came of it, and
 * come back for the next try or be done. A try counts when it is settled. A crash before that leaves the reminder with BullMQ, which
 * hands it out again: the same webhook goes out once more under the same id.
 */
export type DeliverDeps = {
  deliveries: Store['deliveries'];
  lines: OriginLines;
  sign: Sign;
  post: Post;
  events: Events;
  delaysMs: number[];
  now: () => number;
  random: () => number;
};

/** What a try came to, and when there is another. */
type Verdict = { outcome: TryOutcome; nextAt?: number };

const USER_AGENT = 'Darkroom/0.1 (webhooks)';

export function createDeliver(deps: DeliverDeps): (reminder: ReminderData) => Promise<ReminderOutcome> {
  return async (reminder) => {
    const delivery = await deps.deliveries.get(reminder.id);
    if (!delivery || delivery.status !== 'pending') return { note: delivery?.status ?? 'missing' };
    if (delivery.nextAt !== null && delivery.nextAt > deps.now()) return { note: 'early', againAt: delivery.nextAt };

    const turn = await deps.lines.enter(new URL(delivery.url).origin);
    if ('againAt' in turn) return postpone(deps, delivery, turn.againAt);
    const { answer, attempt } = await makeTry(deps, delivery, turn);
    const verdict = judge(deps, answer, attempt.attempt);
    await settle(deps, delivery, { attempt, verdict });
    return { note: verdict.outcome, ...(verdict.nextAt !== undefined && { againAt: verdict.nextAt }) };
  };
}

function postpone({ events }: DeliverDeps, delivery: Delivery, againAt: number): ReminderOutcome {
  events.postponed(delivery, againAt);
  return { note: 'postponed', againAt };
}

async function makeTry(deps: DeliverDeps, delivery: Delivery, place: Place): Promise<{ answer: Answer; attempt: DeliveryAttempt }> {
  const { url, body } = delivery;
  const startedAt = deps.now();
  const signature = deps.sign({ id: delivery.eventId, body, at: startedAt });
  const answer = await deps.post({ url, body, headers: { 'content-type': 'application/json', 'user-agent': USER_AGENT, ...signature } });
  place.leave(answer.kind !== 'unanswered');
  const attempt = {
    at: new Date(startedAt).toISOString(),
    attempt: delivery.attempts + 1,
    status: answer.kind === 'answered' ? answer.status : null,
    duration_ms: deps.now() - startedAt,
    error: answer.kind === 'answered' ? faultOf(answer.status) : answer.error,
    response: answer.kind === 'answered' ? answer.response : null,
  };
  return { answer, attempt };
}

function judge(deps: DeliverDeps, answer: Answer, attempt: number): Verdict {
  if (answer.kind === 'address_refused') return { outcome: 'refused' };
  if (answer.kind === 'answered' && isSuccess(answer.status)) return { outcome: 'delivered' };
  if (answer.kind === 'answered' && answer.status === 410) return { outcome: 'refused' };
  const retryAfterMs = answer.kind === 'answered' ? answer.retryAfterMs : undefined;
  const nextAt = nextTryAt({ attempt, retryAfterMs, delaysMs: deps.delaysMs, now: deps.now(), random: deps.random });
  return nextAt === undefined ? { outcome: 'failed' } : { outcome: 'retrying', nextAt };
}

async function settle(deps: DeliverDeps, delivery: Delivery, tried: { attempt: DeliveryAttempt; verdict: Verdict }): Promise<void> {
  const { attempt, verdict } = tried;
  const { at, status, duration_ms } = attempt;
  await deps.deliveries.settle(delivery, {
    status: verdict.outcome === 'retrying' ? 'pending' : verdict.outcome,
    ...(verdict.nextAt !== undefined && { nextAt: verdict.nextAt }),
    attempt,
    timeline: {
      at,
      event: 'webhook',
      attempt: attempt.attempt,
      ...(status === null ? { error: attempt.error } : { status }),
      duration_ms,
      delivery_id: delivery.id,
    },
  });
  deps.events.tried(delivery, { attempt, outcome: verdict.outcome, nextAt: verdict.nextAt });
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function faultOf(status: number): string | null {
  if (isSuccess(status)) return null;
  return status >= 300 && status < 400 ? `answered ${status}: redirects are not followed` : `answered ${status}`;
}
