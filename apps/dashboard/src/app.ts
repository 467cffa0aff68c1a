import { createCalls, type Calls } from '@darkroom/api/calls';
import { createEvents } from '@darkroom/api/events';
import { answerProblem } from '@darkroom/api/http/answer/answer-problem';
import { keepNoCopy } from '@darkroom/api/http/answer/keep-no-copy';
import { observeRequests } from '@darkroom/api/http/answer/observe-requests';
import { createShownPath } from '@darkroom/api/http/answer/shown-path';
import { ROUTES } from '@darkroom/api/routes';
import { limitRedis } from '@darkroom/api/http/limits/limit-redis';
import { isRedisAway, openStore } from '@darkroom/queue';
import {
  composeServices,
  createHttpServer,
  createMetrics,
  Gauge,
  healthRoutes,
  systemClock,
  processIdentity,
  redisSettings,
  VERSION,
  failByThrowing,
  type Fail,
  type Clock,
  type Logger,
  type Service,
} from '@darkroom/runtime';
import type { Telemetry } from '@darkroom/telemetry';
import express, { type ErrorRequestHandler, type RequestHandler, type Router } from 'express';

import { createAssets } from './assets/asset-routes.ts';
import { budgetData } from './budgets/budget-data.ts';
import { bullBoard } from './bull-board.ts';
import type { Config } from './config.ts';
import { callAsPerson, enterTenant } from './calls/enter-as-person.ts';
import { heldData } from './held/held-data.ts';
import { jobData } from './jobs/job-data.ts';
import { galleryData } from './gallery/gallery-data.ts';
import { explainOnJobPage, jobAddresses } from './jobs/open-file.ts';
import { LiveFeed } from './live/live-feed.ts';
import { accountData } from './people/account-data.ts';
import { peopleData } from './people/people-data.ts';
import { createProvider, type Provider } from './oidc/provider.ts';
import { providerRoutes } from './oidc/provider-routes.ts';
import { setPasswordRoutes } from './login/set-password.ts';
import { loginRoutes } from './login/login-routes.ts';
import { createAuthenticate } from './login/authenticate.ts';
import { createLoginThrottle } from './login/login-throttle.ts';
import { requireLogin } from './login/require-login.ts';
import { loginOf } from './login/person.ts';
import { readSettingsPerson } from './login/settings-person.ts';
import { refuseForeignPages } from './login/refuse-foreign-pages.ts';
import { overviewRoutes } from './overview/overview-routes.ts';
import { BULL_BOARD_PATH } from './pages/page-list.ts';
import { pageRoutes } from './pages/page-routes.ts';
import { createFreshPreviews, type FreshPreviewsDeps } from './pictures/fresh-previews.ts';
import { pictureRoutes } from './pictures/picture-routes.ts';
import { createPictureSources } from './pictures/picture-sources.ts';
import { usageData } from './usage/usage-data.ts';
import { systemData } from './system/system-data.ts';
import { createPasswordChecks } from './passwords/password-checks.ts';
import { SessionRing } from './sessions/session-ring.ts';
import { deliveryRoute } from './webhooks/delivery-route.ts';
import { webhookData } from './webhooks/webhook-data.ts';
import { securityHeaders } from './security-headers.ts';
import { nameRequest, requestIdOf } from './request-id.ts';
import { sendProblem } from './send-problem.ts';

export type Dashboard = Service & {
  /** Where it listens; known once started. */
  readonly port: number;
};

export type DashboardOptions = {
  logger: Logger;
  clock?: Clock;
  /** How long a request may wait for Redis in all; unset: as `limitRedis` says. */
  redisPatienceMs?: number | undefined;
  fail?: Fail;
  telemetry?: Telemetry | undefined;
};

/** The pages for people. What they do, they do by the calls of the API, which are served here to people who have logged in. */
export function createApp(
  config: Config,
  { logger, clock = systemClock, redisPatienceMs, fail = failByThrowing, telemetry }: DashboardOptions,
): Dashboard {
  const now = () => clock.now();
  const store = openStore({
    ...redisSettings(config),
    prefix: config.REDIS_PREFIX,
    format: config.STORAGE_FORMAT,
    role: 'request',
    requestTimeoutMs: redisPatienceMs,
    now,
    logger,
    process: processIdentity('dashboard'),
  });
  const feed = new LiveFeed({ store, clock, logger });
  const settings = readSettingsPerson({ user: config.DASHBOARD_USER, password: config.DASHBOARD_PASSWORD });
  const ring = new SessionRing({ store, settings, clock, logger });
  const passwords = createPasswordChecks();
  const throttle = createLoginThrottle({ now });
  const provider = readProvider(config, now);
  const login = {
    authenticate: createAuthenticate({ ring, settings, passwords, throttle, logger }),
    ring,
    settings,
    sessions: store.sessions,
    audit: store.audit,
    logger,
    hasProvider: provider !== undefined,
  };
  const assets = createAssets();
  const metrics = createMetrics('dashboard');
  telemetry?.exportMetrics(metrics);
  const events = createEvents({ logger, metrics, tracing: telemetry?.tracing });
  const calls = createCalls(config, { store, clock, logger, events });
  metrics.registerMetric(watcherGauge(feed));

  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', config.TRUST_PROXY);
  app.use(nameRequest);
  app.use(securityHeaders());
  app.use(healthRoutes({ metrics, readiness: store.readiness }));
  app.use('/assets/open', assets.open);
  app.use(loginRoutes(login));
  app.use(setPasswordRoutes({ ...login, passwords, people: store.people, now }));
  if (provider) app.use(providerRoutes({ ...login, provider, people: store.people }));
  app.use(requireLogin(login));

  app.use('/assets', assets.all);
  // A page has a hundred of them, so they are looked for before all other routes.
  const fresh = createFreshPreviews({ getty: gettyOf(config, calls), logger });
  app.use(pictureRoutes({ sources: createPictureSources(store.jobs), fresh, now }));
  app.use(pageRoutes({ ...assets, apiUrl: config.DASHBOARD_API_URL, currency: config.DARKROOM_PRICES?.currency }));
  app.use(jobAddresses(store));
  app.use(
    ['/v1', '/data'],
    observeRequests(events, createShownPath(ROUTE_PATHS), telemetry?.tracing) as RequestHandler,
    refuseForeignPages,
    keepNoCopy,
    limitRedis(redisPatienceMs),
    callAsPerson as RequestHandler,
  );
  app.use(accountData({ ...login, store, passwords }));
  app.use(peopleData({ store, settings, ring, issuer: provider?.issuer ?? null, now }));
  app.use(systemData({ store, config }));
  app.use(['/v1', '/data'], enterTenant as RequestHandler);
  app.use(jobData({ store, settings: calls.access.settings, currency: config.DARKROOM_PRICES?.currency }));
  app.use(galleryData({ store, clock }));
  app.use(heldData({ store, prices: config.DARKROOM_PRICES }));
  app.use(overviewRoutes({ store, clock }));
  app.use(usageData({ store, clock, prices: config.DARKROOM_PRICES, settings: calls.access.settings }));
  app.use(webhookData({ store, clock }));
  app.use(budgetData({ store, prices: config.DARKROOM_PRICES }));
  app.use(onlyBelow('/v1', calls.routes));
  app.use(['/v1', '/data'], explainOnJobPage, answerProblem as ErrorRequestHandler);
  app.use(deliveryRoute(store));
  app.get('/live', (_request, response) => feed.watch(response, loginOf(response)));
  app.use(BULL_BOARD_PATH, bullBoard(store));
  app.use((request, response) => sendProblem(request, response, 'not_found', 'There is nothing at this address.'));
  app.use(answerFault(logger));

  const http = createHttpServer({ handler: app, port: config.PORT });
  const admission = store.createAdmission(VERSION, { onRefused: (error) => fail(error, 'version.refused') });
  const service = composeServices(admission, ring, calls, http, calls.hub, feed);
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    await service.stop();
    await calls.close();
    await store.close();
  };
  return {
    async start() {
      await service.start();
      logger.info({ port: http.port }, 'dashboard.listening');
    },
    stop: () => (stopping ??= stop()),
    get port() {
      return http.port;
    },
  };
}

/** The router ends with "not found", which may not hide what comes after it. */
function onlyBelow(path: string, router: Router): RequestHandler {
  return (request, response, next) => (request.path.startsWith(`${path}/`) ? router(request, response, next) : next());
}

/** The words that paths may hold in the log. */
const ROUTE_PATHS = [
  '/data/jobs',
  '/data/gallery',
  '/data/held',
  '/data/endpoints',
  '/data/deliveries',
  '/data/usage',
  '/data/budgets',
  '/data/history',
  '/data/limits/:name/try',
  '/data/account/password',
  '/data/account/end-sessions',
  '/data/account/sessions/:id/end',
  '/data/people/:id/invite',
  '/data/people/:id/sessions',
  '/data/people/:id/end-sessions',
  ...Object.keys(ROUTES),
];

/** Without its settings people log in by name and password only. */
function readProvider(config: Config, now: () => number): Provider | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = config;
  return issuer && clientId && clientSecret ? createProvider({ issuer, clientId, clientSecret }, { now }) : undefined;
}

/** What pictures are asked of; undefined without Getty's key: then nothing is asked. */
function gettyOf({ GETTY_API_KEY: key }: Config, { getty }: Pick<Calls, 'getty'>): FreshPreviewsDeps['getty'] {
  return key === undefined ? undefined : { getGeneration: (id) => getty.ask((client) => client.getGeneration(id)) };
}

function watcherGauge(feed: LiveFeed): Gauge {
  return new Gauge({
    name: 'darkroom_dashboard_watchers',
    help: 'Browsers that watch the live page now',
    registers: [],
    collect() {
      this.set(feed.watchers);
    },
  });
}

/** What Redis being away causes is 503; what a request itself did wrong has its own status; the rest is a fault of ours. */
function answerFault(logger: Logger): ErrorRequestHandler {
  return (error: Error & { status?: number }, request, response, next) => {
    if (response.headersSent) return next(error);
    if (error.status !== undefined && error.status < 500) {
      return sendProblem(request, response, error.status === 404 ? 'not_found' : 'invalid_request', 'The request cannot be read.');
    }
    if (isRedisAway(error)) return sendProblem(request, response, 'queue_unavailable', 'Redis cannot be reached. Try again in a moment.');
    // Not the path: it may hold anything that somebody typed.
    const { path: route = 'unmatched' } = (request.route ?? {}) as { path?: string };
    logger.error({ error, route, request_id: requestIdOf(response) }, 'request.failed');
    return sendProblem(request, response, 'internal_error', 'Something went wrong on our side.');
  };
}
