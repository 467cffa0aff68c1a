import { openStore, withPatience } from '@darkroom/queue';
import {
  composeServices,
  createHttpServer,
  createMetrics,
  healthRoutes,
  systemClock,
  processIdentity,
  redisSettings,
  VERSION,
  failByThrowing,
  type Fail,
  type Clock,
  type HttpLimits,
  type Logger,
  type Service,
} from '@darkroom/runtime';
import type { Telemetry } from '@darkroom/telemetry';
import express from 'express';
import helmet, { type HelmetOptions } from 'helmet';

import { answerProblem } from './http/answer/answer-problem.ts';
import { authenticate } from './http/access/authenticate.ts';
import { chooseTenant } from './http/access/choose-tenant.ts';
import { keepNoCopy } from './http/answer/keep-no-copy.ts';
import { checkHead } from './http/request/check-head.ts';
import { createCalls } from './calls.ts';
import type { Config } from './config.ts';
import { countJobs } from './count-jobs.ts';
import { docsRoutes } from './docs/docs-routes.ts';
import { createEvents } from './events.ts';
import { limitRedis } from './http/limits/limit-redis.ts';
import { limitRequests } from './http/limits/limit-requests.ts';
import { observeRequests } from './http/answer/observe-requests.ts';
import { inOrder } from './http/in-order.ts';
import { originForm } from './http/request/origin-form.ts';
import { createRateLimiter } from './http/limits/rate-limiter.ts';
import { openapiRoutes } from './openapi/openapi-routes.ts';
import { OPERATIONS } from './openapi/operations.ts';
import { createShownPath } from './http/answer/shown-path.ts';
import { registerStoredGauges } from './stored-gauges.ts';
import { watchRedis } from './watch-redis.ts';
import { renderHttpError } from './http/answer/render-http-error.ts';

/** How long to wait for Redis before listening anyway and answering 503 until it is available; longer where requests may wait longer. */
const CONNECT_PATIENCE_MS = 5_000;

/** Each header costs every answer half a microsecond; those that are off concern pages, or browsers of long ago. */
const SECURE_HEADERS: HelmetOptions = {
  contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
};

/** The HTTP API. `port` is where it listens; known once started. */
export type Api = Service & { readonly port: number };

type AppDeps = {
  logger: Logger;
  clock?: Clock;
  limits?: HttpLimits;
  /** How long a request may wait for Redis in all; unset: as `limitRedis` says. */
  redisPatienceMs?: number | undefined;
  fail?: Fail;
  telemetry?: Telemetry | undefined;
};

export function createApp(
  config: Config,
  { logger, clock = systemClock, limits = {}, redisPatienceMs, fail = failByThrowing, telemetry }: AppDeps,
): Api {
  // A caller waits for every answer: while Redis is away, commands fail at once.
  const store = openStore({
    ...redisSettings(config),
    prefix: config.REDIS_PREFIX,
    format: config.STORAGE_FORMAT,
    role: 'request',
    requestTimeoutMs: redisPatienceMs,
    now: () => clock.now(),
    logger,
    process: processIdentity('api'),
  });
  const metrics = createMetrics('api');
  telemetry?.exportMetrics(metrics);
  registerStoredGauges({
    logger,
    metrics,
    countJobs: () => countJobs(store),
    countAuditEntries: store.audit.count,
    backlog: store.backlog,
  });
  watchRedis({ metrics, readiness: store.readiness });
  const events = createEvents({ logger, metrics, tracing: telemetry?.tracing });
  const calls = createCalls(config, { store, clock, events, logger });
  const limiter = createRateLimiter({
    // Several requests may wait for one portion, so it has its own time limit.
    take: (requester, asked) => withPatience(() => store.requestWindows.take(requester, asked), { ms: redisPatienceMs }),
    now: () => performance.now(),
  });

  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', config.TRUST_PROXY);
  app.disable('etag'); // see http/answer/tag-answers.ts
  const shownPath = createShownPath(['/docs', ...Object.keys(OPERATIONS).map((call) => call.split(' ')[1]!)]);
  const secureHeaders = helmet(SECURE_HEADERS);
  app.use(inOrder(observeRequests(events, shownPath, telemetry?.tracing), secureHeaders, checkHead, limitRedis(redisPatienceMs)));
  app.use(besideApi([healthRoutes({ metrics, readiness: store.readiness }), openapiRoutes(), docsRoutes()]));
  const mayCall = [authenticate(calls.access), limitRequests(limiter, config.API_RATE_LIMIT), chooseTenant];
  app.use('/v1', inOrder(keepNoCopy, ...mayCall));
  app.use(calls.routes);
  app.use(answerProblem);

  const http = createHttpServer({ handler: originForm(app), port: config.PORT, renderRefusal: renderHttpError(events), ...limits });
  const connectPatienceMs = Math.max(CONNECT_PATIENCE_MS, redisPatienceMs ?? 0);
  const connecting: Service = { start: async () => void (await store.connected(connectPatienceMs)), stop: async () => undefined };
  const admission = store.createAdmission(VERSION, { onRefused: (error) => fail(error, 'version.refused'), patienceMs: 0 });
  const serving = composeServices(connecting, admission, calls, http, calls.hub);
  /** The connections to Redis and Getty exist from the beginning, so they are closed even if it never started. */
  const stopAll = async () => {
    await serving.stop();
    await calls.close();
    await store.close();
  };
  let stopping: Promise<void> | undefined;

  return {
    get port() {
      return http.port;
    },
    start: () => serving.start(),
    stop() {
      stopping ??= stopAll();
      return stopping;
    },
  };
}

/** What is not a call of the API. Calls, which are most requests, are not compared with each of these paths. */
function besideApi(routers: express.Router[]): express.RequestHandler {
  const beside = express.Router().use(...routers);
  return (request, response, next) => (request.path.startsWith('/v1/') ? next() : beside(request, response, next));
}
