import type { JobId } from '@darkroom/contracts';
import type { TraceContext } from '@darkroom/telemetry';
import type { Redis } from 'ioredis';

import { createCopies } from './archive/copies.ts';
import { createAudit } from './audit/audit.ts';
import { createBudgets } from './money/budgets.ts';
import { createUsage } from './money/usage.ts';
import { createCandidates } from './jobs/candidates.ts';
import { createConnect, type ConnectionRole } from './redis/connection/connection.ts';
import { logErrors, logServers } from './redis/connection/log-connection.ts';
import type { RedisSettings } from './redis/finding/redis-source.ts';
import { createBatches } from './batches/batches.ts';
import { createBulk } from './batches/bulk.ts';
import { createCommandCaller } from './lua/command-caller.ts';
import { createCommands } from './lua/commands.ts';
import { keepLibrary } from './lua/keep-library.ts';
import { unpackFirst } from './packing/unpack-first.ts';
import { readPacked } from './records/packed/read-texts.ts';
import { unpackDeliveriesOf } from './packing/packed-bodies.ts';
import { createDeliveries } from './webhooks/deliveries.ts';
import { createDeliveryWorker, type DeliveryWorkerOptions } from './webhooks/delivery-worker.ts';
import { doOnce, type Done } from './idempotency/do-once.ts';
import { createEndpoints } from './webhooks/endpoints.ts';
import type { DeliveryRecord } from './records/delivery-record.ts';
import type { StoredEvent } from './records/event-log.ts';
import { createEventConsumer, type EventConsumerOptions } from './events/event-consumer.ts';
import { createEventsAside } from './events/events-aside.ts';
import { createFeed } from './events/feed.ts';
import { readBacklog, type Backlog } from './history/backlog.ts';
import { createHistory } from './history/history.ts';
import { createFeedOfAll } from './events/feed-of-all.ts';
import { createFiles } from './files/files.ts';
import { createUploads } from './files/uploads.ts';
import { createGettyNotes } from './limits/getty-notes.ts';
import { createJobEdits } from './jobs/job-edits.ts';
import { createJobs } from './jobs/jobs.ts';
import { NEWEST_FORMAT, type StorageFormat } from './redis/format.ts';
import { createKeys } from './redis/keys.ts';
import type { Logger } from './redis/logger.ts';
import type { IdempotencyKey } from './idempotency/idempotency.ts';
import { createOutlooks } from './limits/outlook.ts';
import { createOverview } from './jobs/overview.ts';
import { createPasses } from './jobs/passes.ts';
import { createQueryBudget } from './limits/query-budget.ts';
import { checkRedis, isDurable } from './redis/health/readiness.ts';
import { REQUEST_TIMEOUT_MS } from './redis/waiting/redis-patience.ts';
import { createRemindedWorker, type RemindedWorkerOptions } from './reminders/reminded-worker.ts';
import { createPaidJobs } from './reconciling/paid-jobs.ts';
import { createReconciliations } from './reconciling/reconciliations.ts';
import { createReconciliationWork } from './reconciling/reconciliation-work.ts';
import { createReminders, type Reminders } from './reminders/reminders.ts';
import { createTryLimit } from './limits/try-limit.ts';
import { createRequestWindows } from './limits/request-windows.ts';
import { createSweep, type SweepOptions } from './sweep/sweep.ts';
import { createProcessingTimes } from './records/job/processing-time.ts';
import { traceOf } from './records/packed/trace-of.ts';
import { unlessAway } from './redis/waiting/unless-away.ts';
import { untilReady } from './redis/waiting/until-ready.ts';
import { watchEvents } from './events/watch-events.ts';
import { createApiKeys } from './access/api-keys.ts';
import { createAdmission, type AdmissionOptions } from './processes/admission.ts';
import { READABLE_FROM, UPGRADES_FROM } from './processes/compatibility.ts';
import { noteProcess, type ProcessIdentity } from './processes/note-process.ts';
import { listProcesses, type ProcessRecord } from './processes/processes.ts';
import { createDataOrigin } from './jobs/data-origin.ts';
import { takeSnapshot, type Snapshot } from './jobs/take-snapshot.ts';
import { readRedisFacts, type RedisFacts } from './redis/health/redis-facts.ts';
import { createPeople } from './people/people.ts';
import { createSessions } from './people/sessions.ts';
import { createWebhookSecrets } from './webhooks/webhook-secrets.ts';
import { createWatchdog, type WatchdogOptions } from './redis/health/watchdog.ts';

export type StoreOptions = RedisSettings & {
  prefix: string;
  role: ConnectionRole;
  /** How long a caller waits for an answer, with the role `request`. */
  requestTimeoutMs?: number | undefined;
  now: () => number;
  logger: Logger;
  /** The format in which data is written; without it the newest. */
  format?: StorageFormat | undefined;
  /** What this process is: it notes itself, for people who look at the system. */
  process?: ProcessIdentity;
  /** Where time is simulated: connections that follow its clock, and, where it is given, reminders that need no BullMQ. */
  simulated?: { connect: (role: ConnectionRole) => Redis; reminders?: Reminders };
};

/** All data of Darkroom in Redis, over one connection (and one more for each blocking reader). */
export type Store = ReturnType<typeof openStore>;

export function openStore(options: StoreOptions) {
  const { now, logger, simulated, requestTimeoutMs = REQUEST_TIMEOUT_MS } = options;
  const onError = logErrors(logger);
  const keys = createKeys(options.prefix);
  const connect =
    simulated?.connect ??
    createConnect({ url: options.url, urlFile: options.urlFile, tlsCa: options.tlsCa, root: keys.root, onError, requestTimeoutMs });
  const redis = connect(options.role);
  logServers(redis, logger);
  // For readiness checks: on a worker's connection the check itself would wait until Redis is back.
  const probe = options.role === 'request' ? redis : connect('request');
  const caller = createCommandCaller(redis, options.format);
  const commands = createCommands(redis, keys, { caller, patienceMs: options.role === 'request' ? requestTimeoutMs : undefined });
  const stopKeepingLibrary = keepLibrary({ redis, caller, run: commands, now, onError });
  const stopNoting = options.process ? noteProcess({ redis, run: commands, now, identity: options.process, onError }) : undefined;
  const run = unpackFirst({ redis, keys, run: commands, now });
  const reminders = simulated?.reminders ?? createReminders({ redis, keys, run, now, onError });
  const packed = async (ids: JobId[]) =>
    new Map([...(await readPacked({ redis, keys }, ids))].map(([id, texts]) => [id as JobId, unpackDeliveriesOf(id, texts)] as const));
  const deliveries = createDeliveries({ redis, keys, run, now, packed, format: options.format });
  const jobs = createJobs({ redis, keys, run, reminders, now, logger });

  const budgets = createBudgets({ run, reminders, now, logger });
  const findCandidates = createCandidates({ redis, keys, jobs });
  const edits = createJobEdits({ jobs, run, reminders, now, logger });
  const processingTimes = createProcessingTimes({ redis, keys });

  let closing: Promise<void> | undefined;
  const close = async () => {
    stopKeepingLibrary();
    await stopNoting?.();
    await unlessAway(redis, reminders.close());
    redis.disconnect();
    if (probe !== redis) probe.disconnect();
  };

  const copies = createCopies({ redis, keys, run, reminders, now, logger });
  const audit = createAudit({ redis, keys, run, now });
  const history = createHistory({ redis, keys, run, now });

  const feed = createFeed({ redis, keys, now });
  const dataOrigin = createDataOrigin({ redis, keys, run, now });
  /** Records Redis' durability, from which lua/loss.lua decides what another Redis may have lost. */
  const noteDurability = async (): Promise<void> => void (await run('durability', { now: now(), durable: await isDurable(redis) }));

  return {
    audit,
    copies,
    jobs,
    findCandidates,
    edits,
    bulk: createBulk({ jobs, budgets, run, now }),
    budgets,
    usage: createUsage({ redis, keys }),
    batches: createBatches({ jobs, redis, keys, run, reminders, now, logger }),
    history,
    /** The trace of the job or batch that a delivery is about. */
    traceOf: (about: Pick<DeliveryRecord, 'jobId' | 'batchId'>): Promise<TraceContext | undefined> => traceOf({ redis, keys }, about),
    /** What waits now, and for how long. */
    backlog: (): Promise<Backlog> => readBacklog({ redis, keys, run, now }),
    overview: createOverview({ redis, keys, jobs }),
    outlooks: createOutlooks({ redis, keys, run, processingTimes, now }),
    passes: createPasses({ run, reminders, now, logger }),
    deliveries,
    endpoints: createEndpoints({ redis, keys, run, deliveries, now }),
    queries: createQueryBudget({ run, reminders, now }),
    tryLimit: createTryLimit({ run, now }),
    requestWindows: createRequestWindows({ run, now }),
    gettyNotes: createGettyNotes({ run, reminders, now }),
    processingTimes,
    reconciliations: createReconciliations({ redis, keys, run, now }),
    reconciliationWork: createReconciliationWork({ redis, keys, run, now }),
    paidJobs: createPaidJobs({ redis, keys, run, now }),
    reminders,
    createSweep: (sweepOptions: SweepOptions) =>
      createSweep(
        {
          redis,
          keys,
          run,
          reminders,
          jobs,
          budgets,
          deliveries,
          audit,
          copies,
          history,
          now,
          logger,
          format: options.format ?? NEWEST_FORMAT,
        },
        sweepOptions,
      ),
    /** Whether anything was done under an idempotency key, with whatever body. */
    isKeyKnown: async ({ key }: IdempotencyKey): Promise<boolean> => (await redis.exists(keys.idempotency(key), keys.shortKey(key))) > 0,
    /** Runs work of several commands once under an idempotency key; see do-once.ts. */
    doOnce: <Result>(idempotency: IdempotencyKey | undefined, work: () => Promise<Result>): Promise<Done<Result>> =>
      doOnce({ redis, keys }, idempotency, work),
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
    apiKeys: createApiKeys({ redis, keys, run, now }),
    people: createPeople({ redis, keys, run, now }),
    sessions: createSessions({ redis, keys, run, now }),
    files: createFiles({ redis, keys, run, now }),
    uploads: createUploads({ redis, keys, now }),
    webhookSecrets: createWebhookSecrets({ redis, keys, run, now }),
    eventsAside: createEventsAside({ redis, keys }),
    feed,
    feedOfAll: createFeedOfAll({ redis, keys, feed }),
    /** Events from `onWatching` on, over a separate connection that ends with `signal`; see watch-events.ts. */
    async *watchEvents(signal: AbortSignal, onWatching?: () => void): AsyncGenerator<StoredEvent> {
      if (signal.aborted) return;
      // A connection that gives up: one that waits for Redis to come back would never end its last read.
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
    dataOrigin,
    /** Lets Redis write a snapshot for a backup; see take-snapshot.ts. */
    takeSnapshot: (): Promise<Snapshot> => takeSnapshot({ redis, origin: dataOrigin, noteDurability }),
    noteDurability,
    /** Throws where Redis is away: before work that would be in vain. */
    ping: async (): Promise<void> => void (await redis.ping()),
    /** Checks whether this version may run on what is in Redis: the first thing that a process starts. */
    createAdmission: (version: string, admissionOptions: AdmissionOptions) => {
      const format = options.format ?? NEWEST_FORMAT;
      const writes = { format, readableFrom: READABLE_FROM[format] };
      return createAdmission(
        { redis, keys, mine: { version, newestFormat: NEWEST_FORMAT, writes, upgradesFrom: UPGRADES_FROM } },
        admissionOptions,
      );
    },
    /** The processes of the last hour. */
    processes: (): Promise<ProcessRecord[]> => listProcesses({ redis, keys }),
    redisFacts: (): Promise<RedisFacts> => readRedisFacts(redis),
    readiness: () => checkRedis(probe, keys, caller.way),
    /** Waits for the first connection, at most `mostMs`: an api should not begin by refusing requests. */
    connected: (mostMs: number): Promise<boolean> => untilReady(redis, mostMs),
    /** Safe to call twice. */
    close: (): Promise<void> => (closing ??= close()),
  };
}
