import type { Redis } from 'ioredis';

import { createCandidates } from './candidates.ts';
import { connectRedis, type ConnectionRole } from './connection.ts';
import { createBatches } from './batches.ts';
import { createBulk } from './bulk.ts';
import { createCommands } from './commands.ts';
import { createDeliveries } from './deliveries.ts';
import { createDeliveryWorker, type DeliveryWorkerOptions } from './delivery-worker.ts';
import { doOnce, type Done } from './do-once.ts';
import { createEndpoints } from './endpoints.ts';
import type { StoredEvent } from './event-log.ts';
import { createEventConsumer, type EventConsumerOptions } from './event-consumer.ts';
import { createEventsAside } from './events-aside.ts';
import { createFeed } from './feed.ts';
import { createGettyNotes } from './getty-notes.ts';
import { createJobEdits } from './job-edits.ts';
import { createJobs } from './jobs.ts';
import { createKeys } from './keys.ts';
import type { Logger } from './logger.ts';
import type { Once } from './once.ts';
import { createOutlooks } from './outlook.ts';
import { createOverview } from './overview.ts';
import { createPasses } from './passes.ts';
import { createQueryBudget } from './query-budget.ts';
import { checkRedis, isDurable } from './readiness.ts';
import { REQUEST_TIMEOUT_MS } from './redis-patience.ts';
import { createRemindedWorker, type RemindedWorkerOptions } from './reminded-worker.ts';
import { createReminders, type Reminders } from './reminders.ts';
import { createRequestWindows } from './request-windows.ts';
import { createSweep, type SweepOptions } from './sweep.ts';
import { createTookLog } from './took.ts';
import { unlessAway } from './unless-away.ts';
import { untilReady } from './until-ready.ts';
import { watchEvents } from './watch-events.ts';
import { createWebhookSecrets } from './webhook-secrets.ts';
import { createWatchdog, type WatchdogOptions } from './watchdog.ts';

export type StoreOptions = {
  url: string;
  prefix: string;
  role: ConnectionRole;
  now: () => number;
  logger: Logger;
  /** Where time is simulated: connections that follow its clock, and reminders that need no BullMQ. */
  simulated?: { connect: (role: ConnectionRole) => Redis; reminders: Reminders };
};

/** All of Darkroom that lies in Redis, over one connection (and one more for each thing that blocks). */
export type Store = ReturnType<typeof openStore>;

export function openStore(options: StoreOptions) {
  const { now, logger, simulated } = options;
  const onError = throttled(logger);
  const connect = simulated?.connect ?? ((role: ConnectionRole) => connectRedis({ url: options.url, role, onError }));
  const redis = connect(options.role);
  // Asked whether Redis can be used: on the connection of a worker the question itself would wait until it can.
  const probe = options.role === 'request' ? redis : connect('request');
  const keys = createKeys(options.prefix);
  const run = createCommands(redis, keys, options.role === 'request' ? REQUEST_TIMEOUT_MS : undefined);
  const reminders = simulated?.reminders ?? createReminders({ redis, keys, run, now, onError });
  const deliveries = createDeliveries({ redis, keys, run, now });
  const jobs = createJobs({ redis, keys, run, reminders, now, logger });

  const findCandidates = createCandidates({ redis, keys, jobs });
  const edits = createJobEdits({ jobs, run, reminders, now, logger });
  const took = createTookLog({ redis, keys });

  let closing: Promise<void> | undefined;
  const close = async () => {
    await unlessAway(redis, reminders.close());
    redis.disconnect();
    if (probe !== redis) probe.disconnect();
  };

  return {
    jobs,
    findCandidates,
    edits,
    bulk: createBulk({ jobs, run, now }),
    batches: createBatches({ jobs, redis, keys, run, reminders, now, logger }),
    overview: createOverview({ redis, keys, jobs }),
    outlooks: createOutlooks({ redis, keys, run, took, now }),
    passes: createPasses({ run, reminders, now, logger }),
    deliveries,
    endpoints: createEndpoints({ redis, keys, run, deliveries, now }),
    queries: createQueryBudget({ run, reminders, now }),
    requestWindows: createRequestWindows({ run, now }),
    gettyNotes: createGettyNotes({ run, reminders, now }),
    took,
    reminders,
    createSweep: (sweepOptions: SweepOptions) => createSweep({ redis, run, reminders, jobs, deliveries, now, logger }, sweepOptions),
    /** Whether anything was done under an idempotency key, with whatever body. */
    isKeyKnown: async ({ key }: Once): Promise<boolean> => (await redis.exists(keys.idempotency(key))) === 1,
    /** Does what is no single command once under an idempotency key; see do-once.ts. */
    doOnce: <Result>(once: Once | undefined, work: () => Promise<Result>): Promise<Done<Result>> => doOnce({ redis, keys }, once, work),
    createRemindedWorker: (workerOptions: Omit<RemindedWorkerOptions, 'onError' | 'onThrown'>) =>
      createRemindedWorker(
        { redis, probe, keys, now },
        {
          ...workerOptions,
          onError,
          onThrown: (error, reminder) => logger.error({ error, queue: workerOptions.queue, ...reminder }, 'pass.threw'),
        },
      ),
    createDeliveryWorker: (workerOptions: DeliveryWorkerOptions) => createDeliveryWorker({ redis, deliveries, now, logger }, workerOptions),
    createEventConsumer: (consumerOptions: EventConsumerOptions) =>
      createEventConsumer({ redis: connect('worker'), main: redis, run, keys, now, logger }, consumerOptions),
    webhookSecrets: createWebhookSecrets({ redis, keys, run, now }),
    eventsAside: createEventsAside({ redis, keys }),
    feed: createFeed({ redis, keys, now }),
    /** Events from `onWatching` on, on a connection of its own that ends with `signal`; see watch-events.ts. */
    async *watchEvents(signal: AbortSignal, onWatching?: () => void): AsyncGenerator<StoredEvent> {
      if (signal.aborted) return;
      // A connection that gives up: one that waits for Redis to come back would never let go of its last read.
      const watching = connect('request');
      signal.addEventListener('abort', () => watching.disconnect(), { once: true });
      try {
        yield* watchEvents({ redis: watching, keys }, { signal, onWatching });
      } finally {
        // A second disconnect would leave one of ioredis' timers behind.
        if (!signal.aborted) watching.disconnect();
      }
    },
    createWatchdog: (watchdogOptions: WatchdogOptions) => createWatchdog({ probe, keys, logger }, watchdogOptions),
    /** Notes how Redis keeps its writes, by which is judged what may be lost when it is another one: lua/loss.lua. */
    noteDurability: async (): Promise<void> => void (await run('durability', { now: now(), durable: await isDurable(redis) })),
    readiness: () => checkRedis(probe, keys),
    /** Waits for the first connection, `mostMs` at the most: who answers requests should not begin by refusing them. */
    connected: (mostMs: number): Promise<boolean> => untilReady(redis, mostMs),
    /** Safe to call twice. */
    close: (): Promise<void> => (closing ??= close()),
  };
}

/** While Redis is away every command and every reconnect errs: one line a second says it as well as a thousand. */
function throttled(logger: Logger): (error: Error) => void {
  let saidAt = 0;
  return (error) => {
    if (Date.now() - saidAt < 1_000) return;
    saidAt = Date.now();
    logger.warn({ error }, 'redis.error');
  };
}
