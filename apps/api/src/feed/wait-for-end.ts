import { isFinal, type JobId } from '@darkroom/contracts';
import { isRedisAway, withoutPatience, type JobRecord, type Store } from '@darkroom/queue';
import { onClosed, type Clock } from '@darkroom/runtime';

import type { Answer } from '../http/handler.ts';
import type { EventHub } from './event-hub.ts';

const PAUSE_WITHOUT_REDIS_MS = 500;

export type WaitDeps = { hub: EventHub; store: Store; clock: Clock };

/**
 * Waits for a job to end, at most `waitMs`, until the caller of `response` leaves, it may no longer submit or the API stops. Returns the newest state of the job
 * received in that time, ended or not, or null. It asks Redis once: later events come from the hub.
 */
export async function waitForEnd(
  { hub, store, clock }: WaitDeps,
  id: JobId,
  { waitMs, response }: { waitMs: number; response: Answer },
): Promise<JobRecord | null> {
  const over = Promise.withResolvers<void>();
  let waiting = true;
  let newest: JobRecord | null = null;

  const know = (record: JobRecord) => {
    if (newest === null || record.seq > newest.seq) newest = record;
    if (isFinal(record.status)) over.resolve();
  };
  /** It may have ended before the hub followed the log. */
  const look = async () => {
    while (waiting) {
      try {
        const record = await store.jobs.get(id);
        if (record) know(record);
        return;
      } catch (error) {
        if (!isRedisAway(error)) throw error;
        await clock.sleep(PAUSE_WITHOUT_REDIS_MS);
      }
    }
  };

  const leave = hub.join(`job ${id}`, {
    following: () => void withoutPatience(look).catch(over.reject),
    onEvent: (event) => event.about === 'job' && know(event.record),
    stopped: over.resolve,
  });
  const unfollow = response.locals.caller.follow('submit', over.resolve);
  const limit = new AbortController();
  void clock.sleep(waitMs, limit.signal).then(over.resolve);
  const unlisten = onClosed(response, over.resolve);
  try {
    await over.promise;
  } finally {
    waiting = false;
    limit.abort();
    leave();
    unfollow();
    unlisten();
  }
  return newest;
}
