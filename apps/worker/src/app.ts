import { createGettyClient } from '@darkroom/getty';
import { openStore } from '@darkroom/queue';
import {
  composeServices,
  createHttpServer,
  createMetrics,
  failByThrowing,
  healthApp,
  systemClock,
  type Clock,
  type Fail,
  type Logger,
  type Service,
} from '@darkroom/runtime';

import type { WorkerConfig } from './config.ts';
import type { Deps } from './deps.ts';
import { createEvents } from './events.ts';
import { keepLimits } from './keep-limits.ts';
import { refuseLateStart } from './paid-call.ts';
import { runPass } from './run-pass.ts';
import { createPollsLearnt } from './when-to-poll/polls-learnt.ts';

const DEFAULT_PORT = 3002;
const DAY_MS = 86_400_000;

/** The worker: runs generation and download jobs against Getty, and sweeps. */
export function createApp(
  config: WorkerConfig,
  given: { logger: Logger; clock?: Clock; random?: () => number; fail?: Fail },
): Service & { readonly port: number } {
  const { logger, clock = systemClock, random = Math.random, fail = failByThrowing } = given;
  const metrics = createMetrics('worker');
  const store = openStore({ url: config.REDIS_URL, prefix: config.REDIS_PREFIX, role: 'worker', now: () => clock.now(), logger });
  const events = createEvents({ logger, metrics, limits: () => store.overview.limits() });

  const getty = createGettyClient({
    apiUrl: config.GETTY_API_URL,
    authUrl: config.GETTY_AUTH_URL,
    pathPrefix: config.GETTY_PATH_PREFIX,
    apiKey: config.GETTY_API_KEY,
    apiSecret: config.GETTY_API_SECRET,
    refreshToken: config.GETTY_REFRESH_TOKEN,
    paidTimeoutMs: config.GETTY_PAID_TIMEOUT,
    now: () => clock.now(),
    beforeCall: async (kind) => {
      refuseLateStart(kind, clock.now());
      // Submits and polls took their time in the budget before, where the job could come back for it.
      if (kind === 'token' || kind === 'history') await clock.sleep((await store.queries.reserve()).waitMs);
    },
    onCall: events.gettyCalled,
  });

  const deps: Deps = {
    store,
    getty,
    clock,
    random,
    polls: createPollsLearnt({ latest: store.took.latest, now: () => clock.now() }),
    policy: { paidTimeoutMs: config.GETTY_PAID_TIMEOUT, historySettleMs: config.GETTY_HISTORY_SETTLE, notes: config.GETTY_NOTES },
  };
  const work = (queue: 'generation' | 'download') =>
    store.createRemindedWorker({ queue, concurrency: config.CONCURRENCY, process: (reminder) => runPass({ ...deps, events }, reminder) });

  const limits = keepLimits({ store, logger }, { pending: config.GETTY_MAX_PENDING, queries: config.GETTY_MAX_QPS });
  const health = createHttpServer({
    handler: healthApp({ metrics, readiness: () => store.readiness() }),
    port: config.PORT ?? DEFAULT_PORT,
    orAnyPort: config.PORT === undefined,
  });

  const sweep = store.createSweep({ retentionMs: config.RETENTION_DAYS * DAY_MS });
  const downloads = work('download');
  const generations = work('generation');
  const watchdog = store.createWatchdog({
    watched: [sweep, downloads, generations],
    onWedged: (error) => fail(error, 'watchdog.wedged'),
  });

  const service = composeServices(
    { start: async () => undefined, stop: () => store.close() },
    { start: async () => undefined, stop: () => getty.close() },
    health,
    limits,
    sweep,
    downloads,
    generations,
    watchdog,
  );

  return {
    get port() {
      return health.port;
    },
    start: () => service.start(),
    stop: () => service.stop(),
  };
}
