import { randomUUID } from 'node:crypto';

import type { Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import type { Begins, Deliveries, Due } from './deliveries.ts';
import type { Logger } from '../redis/logger.ts';
import type { ReminderOutcome } from '../reminders/reminded-worker.ts';
import { unlessAway } from '../redis/waiting/unless-away.ts';
import type { Watched } from '../redis/health/watchdog.ts';

/**
 * Takes due deliveries, in turn between tenants, and processes each. BullMQ's queue is first come, first served, so one tenant's backlog
 * would delay all webhooks; here each tenant has its own line in Redis and `take_deliveries` picks fairly. First tries of new deliveries begin
 * without standing in a line, while there are places and no line. Deliveries of a notifier that dies come back when the lease ends.
 */
export type DeliveryWorkerOptions = {
  /** Parallel tries. If tenants share them, one with less than its share begins beyond that, up to eight times as many. */
  places: number;
  /** Begins a round of deliveries that were taken together: what it returns processes each. */
  round: () => (due: Due) => Promise<ReminderOutcome>;
};

/** A delivery whose first try this process makes at once. */
export type FirstTry = { id: string; tenant: Tenant; process: () => Promise<ReminderOutcome> };

const BEYOND = 8;
/** Longer than a try: its time limit (15 s), and the wait in line at its receiver. A try that was interrupted is found within 20 s. */
const LEASE_MS = 19_000;
/** Deliveries that another process added are noticed at the latest then. */
const LOOK_EVERY_MS = 250;
const AFTER_THROWN_MS = 5_000;
const PAUSE_AFTER_ERROR_MS = 500;

export function createDeliveryWorker(
  deps: { redis: Redis; deliveries: Pick<Deliveries, 'take' | 'putOff'>; now: () => number; logger: Logger },
  options: DeliveryWorkerOptions,
) {
  const { redis, deliveries, now, logger } = deps;
  const { places } = options;
  const notifier = randomUUID();
  /** Running tries, by tenant. */
  const held = new Map<string, number>();
  const underWay = new Set<Promise<void>>();
  let running: Promise<void> | undefined;
  let stopped = false;
  let rounds = 0;
  let isNudged = false;
  let wakeUp: (() => void) | undefined;
  /** Whether due deliveries may stand in the lines: then each try that ends makes room for another. */
  let isLine = true;
  /** Ends when the places are counted again: only one command at a time gives them away. */
  let counting: Promise<unknown> = Promise.resolve();

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

  const alone = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const turn = counting.then(work);
    counting = turn.catch(() => undefined); // its caller has the error
    return turn;
  };

  const workOn = async ({ id, tenant, process }: FirstTry): Promise<void> => {
    let isSoonDue = true;
    try {
      const outcome = await process().catch((error: Error): ReminderOutcome => {
        logger.error({ error, queue: 'delivery', id }, 'pass.threw');
        return { note: 'threw', againAt: now() + AFTER_THROWN_MS };
      });
      if (outcome.againAt !== undefined) await deliveries.putOff(id, outcome.againAt);
      isSoonDue = outcome.againAt === undefined ? outcome.note !== 'delivered' : outcome.againAt < now() + LOOK_EVERY_MS;
    } catch (error) {
      // It comes back when its lease ends.
      logger.warn({ error, delivery_id: id }, 'delivery.not_put_off');
    } finally {
      const left = held.get(tenant)! - 1;
      if (left > 0) held.set(tenant, left);
      else held.delete(tenant);
      if (isLine || isSoonDue) nudge();
    }
  };

  const begin = (work: FirstTry): void => {
    held.set(work.tenant, (held.get(work.tenant) ?? 0) + 1);
    const working: Promise<void> = workOn(work).finally(() => underWay.delete(working));
    underWay.add(working);
  };

  /** One round: begins what it is given, and returns when to look again (ms). */
  const takeOnce = (): Promise<number> =>
    alone(async () => {
      const { taken, nextAt, isMoreDue, isLineLeft } = await deliveries.take({
        places,
        limit: BEYOND * places,
        held,
        leaseMs: LEASE_MS,
        notifier,
        token: randomUUID(),
      });
      isLine = isLineLeft;
      const process = options.round();
      for (const due of taken) begin({ id: due.id, tenant: due.tenant, process: () => process(due) });
      return isMoreDue ? now() : Math.min(nextAt ?? Infinity, now() + LOOK_EVERY_MS);
    });

  /**
   * Opens new deliveries: `open` is given how many first tries it may begin, and returns those that it began, and whether others joined the
   * lines.
   */
  const openAndBegin = async (open: (begins: Begins) => Promise<{ begun: FirstTry[]; isLine: boolean }>): Promise<void> => {
    const opened = await alone(async () => {
      const free = stopped ? 0 : Math.max(0, places - underWay.size);
      const made = await open({ places: free, leaseMs: LEASE_MS });
      for (const work of made.begun) begin(work);
      return made;
    });
    if (!opened.isLine) return;
    isLine = true;
    nudge();
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
    openAndBegin,
    /** Something has become due: look now. */
    nudge,
    /** Resolves at the next nudge: for a caller of `takeOnce` that has its own loop. */
    nudged: () =>
      new Promise<void>((resolve) => {
        wakeUp = () => {
          isNudged = false;
          resolve();
        };
        if (isNudged) wakeUp();
      }),
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
