import { isRedownload, type Look, type ReminderOutcome } from '@darkroom/queue';

import { imageOf } from './download/image.ts';
import { comeBackAt, OVERDUE_MS } from './pass/come-back.ts';
import type { Deps } from './pass/deps.ts';
import type { Looked } from './pass/looked.ts';
import { nextPollMs } from './pass/next-poll.ts';
import type { Outcome } from './pass/outcome.ts';

/** A job that was still pending, as noted; or what Getty said instead, for the pass that begins now. */
export type FirstLook = { noted: { outcome: Outcome; reminded: ReminderOutcome } } | { looked: Looked | undefined };

type Pending = { state: 'pending'; retryAfterMs?: number };

/**
 * Polls a job that waits at Getty before any pass has begun. Most polls are answered 202: that is noted in the record by one command. With
 * any other answer a pass begins, which has the answer.
 */
export async function lookFirst(deps: Deps, look: Look): Promise<FirstLook> {
  const found = await askGetty(deps, look);
  if (!found?.pending || found.looked.askedAt >= look.record.deadlineAt) return { looked: found?.looked };
  const { record } = look;
  const now = deps.clock.now();
  const delayMs = nextPollMs(deps, look, {
    sinceMs: now - (record.acceptedAt ?? now),
    polls: record.polls + 1,
    retryAfterMs: found.pending.retryAfterMs,
  });
  const at = now + delayMs;
  const code = await deps.store.passes.noteLook(look, { at: now, dueAt: at + OVERDUE_MS });
  if (code === 'overtaken') return { noted: { outcome: { kind: code }, reminded: { note: code } } };
  return {
    noted: {
      outcome: { kind: 'snoozed', status: 'waiting', at, story: { event: 'polled', status: 202 } },
      reminded: { note: 'waiting', againAt: comeBackAt(record, at, now) },
    },
  };
}

/** Makes the free call that shows whether the job is ready. undefined: something else is to be done first. */
async function askGetty(deps: Deps, look: Look): Promise<{ looked: Looked; pending: Pending | undefined } | undefined> {
  const { record } = look;
  const askedAt = deps.clock.now();
  if (record.gettyId === null || isRedownload(record)) return undefined;
  if (record.type === 'generation') {
    const { answer, pending } = await settle(deps.getty.getGeneration(record.gettyId));
    return { looked: { type: 'generation', look, askedAt, answer }, pending };
  }
  const { key, generationRequestId, index } = imageOf(record);
  if (record.slot !== `image.${key}`) return undefined;
  const { answer, pending } = await settle(deps.getty.getDownload(generationRequestId, index));
  return { looked: { type: 'download', look, askedAt, answer }, pending };
}

/** A call with its answer or error, to be taken later. */
async function settle<Answer extends Pending | { state: 'done' }>(
  call: Promise<Answer>,
): Promise<{ answer: () => Promise<Answer>; pending: Pending | undefined }> {
  const [settled] = await Promise.allSettled([call]);
  const value: Pending | { state: 'done' } | undefined = settled.status === 'fulfilled' ? settled.value : undefined;
  return { answer: () => call, pending: value?.state === 'pending' ? value : undefined };
}
