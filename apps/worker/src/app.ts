import { openArchive } from '@darkroom/archive';
import { openStore } from '@darkroom/queue';
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
  type Registry,
  type Service,
} from '@darkroom/runtime';
import type { Telemetry } from '@darkroom/telemetry';

import { createArchiveEvents } from './archive/archive-events.ts';
import { keepArchive } from './archive/keep-archive.ts';
import { watchArchive } from './archive/watch-archive.ts';
import type { Config } from './config.ts';
import { createDeps } from './create-deps.ts';
import { createEvents } from './events.ts';
import { keepDurability } from './limits/keep-durability.ts';
import { keepLimits } from './limits/keep-limits.ts';
import { keepReconciliations } from './reconciliation/keep-reconciliations.ts';
import { refuseRestored } from './restore/refuse-restored.ts';
import { runPass } from './run-pass.ts';
import { sweepInTrace } from './trace-sweep.ts';

const DEFAULT_PORT = 3002;
const DAY_MS = 86_400_000;

/** The worker: runs generation and download jobs against Getty, and sweeps. */
export function createApp(
  config: Config,
  given: { logger: Logger; clock?: Clock; random?: () => number; fail?: Fail; telemetry?: Telemetry | undefined },
): Service & { readonly port: number } {
  const { logger, clock = systemClock, random = Math.random, fail = failByThrowing, telemetry } = given;
  const metrics = createMetrics('worker');
  telemetry?.exportMetrics(metrics);
  const tracing = telemetry?.tracing;
  const store = openStore({
    ...redisSettings(config),
    prefix: config.REDIS_PREFIX,
    format: config.STORAGE_FORMAT,
    role: 'worker',
    now: () => clock.now(),
    logger,
    process: processIdentity('worker'),
  });
  const events = createEvents({
    logger,
    metrics,
    limits: () => store.overview.limits(),
    lastReconciliation: () => store.reconciliations.last(),
    tracing,
  });

  const deps = createDeps(config, {
    store,
    clock,
    random,
    onCall: events.gettyCalled,
    onGetty: events.gettyNoted,
    onError: events.gettyNotNoted,
  });
  const passDeps = { ...deps, events, tracing };
  const work = (queue: 'generation' | 'download') =>
    store.createRemindedWorker({ queue, concurrency: config.CONCURRENCY, process: (reminder, how) => runPass(passDeps, reminder, how) });

  const limits = keepLimits({ store, logger }, { pending: config.GETTY_MAX_PENDING, queries: config.GETTY_MAX_QPS });
  const health = createHttpServer({
    handler: healthApp({ metrics, readiness: () => store.readiness() }),
    port: config.PORT ?? DEFAULT_PORT,
    orAnyPort: config.PORT === undefined,
  });

  const retentionMs = config.RETENTION_DAYS * DAY_MS;
  const reconciliations = keepReconciliations({ ...deps, store, events, logger, tracing, prices: config.DARKROOM_PRICES, retentionMs });
  const archive = openArchive(config);
  const sweep = store.createSweep({
    retentionMs,
    askGetty: deps.askGetty,
    hasArchive: archive !== undefined,
    packAfterMs: config.PACK_AFTER,
    searchIndex: config.SEARCH_INDEX,
    aroundRound: (round) => sweepInTrace(tracing, round),
  });
  const archiver = archive && createArchiver({ ...deps, store, archive, logger, tracing }, { metrics, previews: config.ARCHIVE_PREVIEWS });
  const downloads = work('download');
  const generations = work('generation');
  const watchdog = store.createWatchdog({
    watched: [sweep, downloads, generations, ...(archiver ? [archiver.worker] : [])],
    onWedged: (error) => fail(error, 'watchdog.wedged'),
  });

  const service = composeServices(
    { start: async () => undefined, stop: () => store.close() },
    { start: async () => undefined, stop: () => deps.getty.close() },
    health,
    store.createAdmission(VERSION, { onRefused: (error) => fail(error, 'version.refused') }),
    refuseRestored({ store, getty: deps.getty, clock, logger }, fail),
    limits,
    keepDurability({ store, logger }),
    sweep,
    reconciliations,
    downloads,
    generations,
    ...(archiver ? [archiver] : []),
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

/** Copies into the archive, with its metrics and log lines. */
function createArchiver(
  deps: Omit<Parameters<typeof keepArchive>[0], 'events'>,
  { metrics, previews }: { metrics: Registry; previews: boolean },
): ReturnType<typeof keepArchive> {
  const { store, logger, clock } = deps;
  const count = watchArchive([metrics], {
    pending: store.copies.pending,
    isWorking: () => archiver.isWorking(),
    now: () => clock.now(),
  });
  const archiver = keepArchive({ ...deps, events: createArchiveEvents({ logger, count }) }, { previews });
  return archiver;
}
