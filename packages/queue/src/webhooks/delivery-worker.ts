import type { Redis } from 'ioredis';

import type { Deliveries } from './deliveries.ts';
import type { Logger } from '../redis/logger.ts';
import type { ReminderOutcome } from '../reminders/reminded-worker.ts';
import type { ReminderData } from '../reminders/reminders.ts';
import { unlessAway } from '../redis/unless-away.ts';
import type { Watched } from '../redis/watchdog.ts';

/**
 * Takes due deliveries, in turn between tenants, and processes each. BullMQ's queue is first come, first served, so one tenant's backlog
 * would delay all webhooks; here each tenant has its own line in Redis and `take_deliveries` picks fairly. Deliveries of a notifier that
 * dies come back when the lease ends.
 */
export type DeliveryWorkerOptions = {
  /** Parallel tries. If tenants share them, one with less than its share begins beyond that, up to eight times as many. */
  places: number;
  process: (delivery: ReminderData) => Promise<ReminderOutcome>;
};

const BEYOND = 8;
/** Longer than a try: its time limit, and the wait in line at its receiver. */
const LEASE_MS = 30_000;
/** Deliveries that another process added are noticed at the latest then. */
const LOOK_EVERY_MS = 250;
const AFTER_THROWN_MS = 5_000;
const PAUSE_AFTER_ERROR_MS = 500;

export function createDeliveryWorker(
  deps: { redis: Redis; deliveries: Pick<Deliveries, 'take' | 'putOff'>; now: () => number; logger: Logger },
  options: DeliveryWorkerOptions,
) {
  const { redis, deliveries, now, logger } = deps;
  /** Running tries, by tenant. */
  const held = new Map<string, number>();
  const underWay = new Set<Promise<void>>();
  let running: Promise<void> | undefined;
  let stopped = false;
  let rounds = 0;
  let isNudged = false;
  let wakeUp: (() => void) | undefined;

  const nudge = () => {
    isNudged = true;
    wakeUp?.();
  };

  /** Waits for a nudge, or until an instant (ms). */
  const waitUntil = async (at: number): Promise<void> => {
    if (!isNudged) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.max(0, at - now()));
        wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    isNudged = false;
  };

  const workOn = async (id: string, tenant: string): Promise<void> => {
    held.set(tenant, (held.get(tenant) ?? 0) + 1);
    const reminder = { id, run: 0 };
    try {
      const outcome = await options.process(reminder).catch((error: Error): ReminderOutcome => {
        logger.error({ error, queue: 'delivery', ...reminder }, 'pass.threw');
        return { note: 'threw', againAt: now() + AFTER_THROWN_MS };
      });
      if (outcome.againAt !== undefined) await deliveries.putOff(id, outcome.againAt);
    } catch (error) {
      // It comes back when its lease ends.
      logger.warn({ error, delivery_id: id }, 'delivery.not_put_off');
    } finally {
      const left = held.get(tenant)! - 1;
      if (left > 0) held.set(tenant, left);
      else held.delete(tenant);
      nudge();
    }
  };

  /** One round: begins what it is given, and returns when to look again (ms). */
  const takeOnce = async (): Promise<number> => {
    const { places } = options;
    const { taken, nextAt, isMoreDue } = await deliveries.take({ places, limit: BEYOND * places, held, leaseMs: LEASE_MS });
    for (const { id, tenant } of taken) {
      const working: Promise<void> = workOn(id, tenant).finally(() => underWay.delete(working));
      underWay.add(working);
    }
    return isMoreDue ? now() : Math.min(nextAt ?? Infinity, now() + LOOK_EVERY_MS);
  };

  const loop = async () => {
    while (!stopped) {
      rounds++;
      try {
        await waitUntil(await takeOnce());
      } catch (error) {
        if (stopped) return;
        logger.warn({ error }, 'deliveries.taking_failed');
        await waitUntil(now() + PAUSE_AFTER_ERROR_MS);
      }
    }
  };

  const watched: Watched = { name: 'delivery', steps: () => rounds, hasWork: async () => true };

  return {
    ...watched,
    takeOnce,
    /** Something has become due: look now. */
    nudge,
    start: async (): Promise<void> => {
      if (!stopped) running ??= loop();
    },
    /** Returns when running tries have ended. */
    stop: async (): Promise<void> => {
      stopped = true;
      nudge();
      await unlessAway(
        redis,
        (async () => {
          await running;
          while (underWay.size > 0) await Promise.all(underWay);
        })(),
        () => underWay.size > 0,
      );
    },
  };
}
