import { randomUUID } from 'node:crypto';

import { NOTIFIER_GROUP, openStore } from '@darkroom/queue';
import {
  composeServices,
  createHttpServer,
  createMetrics,
  failByThrowing,
  healthApp,
  systemClock,
  processIdentity,
  redisSettings,
  VERSION,
  type Clock,
  type Fail,
  type Logger,
  type Service,
} from '@darkroom/runtime';
import type { Telemetry } from '@darkroom/telemetry';

import { createAddressGuard, type Lookup } from './sending/address-guard.ts';
import type { Config } from './config.ts';
import { createWork } from './create-work.ts';
import { createEvents } from './events.ts';
import { createLookup } from './sending/look-up.ts';
import { createPost } from './sending/post.ts';

const DEFAULT_PORT = 3003;
const ADOPTED_AT_ONCE = 10;

export type Notifier = Service & {
  /** The port of health and metrics; known once started. */
  readonly port: number;
};

export type NotifierOptions = {
  logger: Logger;
  clock?: Clock;
  random?: () => number;
  fail?: Fail;
  lookup?: Lookup;
  timeLimitMs?: number;
  connectTimeLimitMs?: number;
  telemetry?: Telemetry | undefined;
};

/** Turns events into signed webhooks. `stop` takes no more events, lets running tries end, then disconnects from Redis. */
export function createApp(config: Config, options: NotifierOptions): Notifier {
  const { logger, clock = systemClock, random = Math.random, fail = failByThrowing, telemetry } = options;
  const now = () => clock.now();
  const metrics = createMetrics('notifier');
  telemetry?.exportMetrics(metrics);
  const store = openStore({
    ...redisSettings(config),
    prefix: config.REDIS_PREFIX,
    format: config.STORAGE_FORMAT,
    role: 'worker',
    now,
    logger,
    process: processIdentity('notifier'),
  });

  const sending = createPost({
    guard: createAddressGuard({ lookup: options.lookup ?? createLookup(), allowPrivateNetworks: config.WEBHOOK_ALLOW_PRIVATE_NETWORKS }),
    timeLimitMs: options.timeLimitMs ?? 15_000,
    connectTimeLimitMs: options.connectTimeLimitMs ?? 5_000,
    now,
  });
  const events = createEvents({ logger, metrics, countAside: () => store.eventsAside.count() });
  const { worker, handle, announce } = createWork(config, {
    store,
    clock,
    random,
    events,
    post: sending.post,
    tracing: telemetry?.tracing,
  });
  // An earlier version keeps due deliveries in BullMQ: each of its reminders only adds its delivery to the list of due ones.
  const adopter = store.createRemindedWorker({
    queue: 'delivery',
    concurrency: ADOPTED_AT_ONCE,
    process: async ({ id }) => {
      await store.deliveries.adopt(id);
      worker.nudge();
      return { note: 'adopted' };
    },
  });
  const consumer = store.createEventConsumer({
    group: NOTIFIER_GROUP,
    consumer: randomUUID(),
    handleTogether: handle,
    onSetAside: (event) => events.setAside(event),
  });
  const http = createHttpServer({
    handler: healthApp({ metrics, readiness: store.readiness }),
    port: config.PORT ?? DEFAULT_PORT,
    orAnyPort: config.PORT === undefined,
  });

  const watchdog = store.createWatchdog({ watched: [worker, adopter, consumer], onWedged: (error) => fail(error, 'watchdog.wedged') });

  // The start does not wait for a Redis that cannot be reached.
  const announcing: Service = {
    start: async () => void announce().catch((error: unknown) => logger.warn({ error }, 'notifier.not_announced')),
    stop: async () => undefined,
  };
  const admission = store.createAdmission(VERSION, { onRefused: (error) => fail(error, 'version.refused') });
  const parts = composeServices(http, admission, announcing, worker, adopter, consumer, watchdog);
  const stop = async () => {
    await parts.stop();
    // These connect when they are created, so they must be stopped even if they were never started.
    await consumer.stop();
    await sending.close();
    await store.close();
  };
  let stopping: Promise<void> | undefined;

  return {
    get port() {
      return http.port;
    },
    async start() {
      await parts.start();
      if (!stopping) logger.info({ port: http.port }, 'notifier.listening');
    },
    stop: () => (stopping ??= stop()),
  };
}
