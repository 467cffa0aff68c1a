import { createGettyClient } from '@darkroom/getty';
import { isRedisAway, openStore, type Store } from '@darkroom/queue';
import {
  composeServices,
  createHttpServer,
  createMetrics,
  Gauge,
  healthRoutes,
  systemClock,
  type Clock,
  type Logger,
  type Service,
} from '@darkroom/runtime';
import express, { type ErrorRequestHandler } from 'express';

import { createAssets } from './assets/asset-routes.ts';
import { BULL_BOARD_PATH, bullBoard } from './bull-board.ts';
import type { Config } from './config.ts';
import { jobRoutes } from './jobs/job-routes.ts';
import { LiveFeed } from './live/live-feed.ts';
import { loginRoutes } from './login/login-routes.ts';
import { createLoginThrottle } from './login/login-throttle.ts';
import { requireLogin } from './login/require-login.ts';
import { createSessions } from './login/sessions.ts';
import { shellPage } from './pages/shell-page.ts';
import { createFreshPreviews } from './pictures/fresh-previews.ts';
import { pictureRoutes } from './pictures/picture-routes.ts';
import { securityHeaders } from './security-headers.ts';
import { nameRequest, requestIdOf } from './request-id.ts';
import { sendProblem } from './send-problem.ts';

export type Dashboard = Service & {
  /** Where it listens; known once started. */
  readonly port: number;
};

export type DashboardOptions = { logger: Logger; clock?: Clock };

/** The pages for people. They read, but for one thing: a held job is led on here, and only sending it again can cost money. */
export function createApp(config: Config, { logger, clock = systemClock }: DashboardOptions): Dashboard {
  const now = () => clock.now();
  const store = openStore({
    url: config.REDIS_URL,
    prefix: config.REDIS_PREFIX,
    format: config.STORAGE_FORMAT,
    role: 'request',
    now,
    logger,
  });
  const getty = openGetty(config, { store, clock });
  const feed = new LiveFeed({ store, clock, logger });
  const login = {
    sessions: createSessions({ user: config.DASHBOARD_USER, password: config.DASHBOARD_PASSWORD, now }),
    throttle: createLoginThrottle({ now }),
    audit: store.audit,
    user: config.DASHBOARD_USER,
    logger,
  };
  const assets = createAssets();
  const metrics = createMetrics('dashboard');
  metrics.registerMetric(watcherGauge(feed));

  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', config.TRUST_PROXY);
  app.use(nameRequest);
  app.use(securityHeaders());
  app.use(healthRoutes({ metrics, readiness: store.readiness }));
  app.use('/assets/open', assets.open);
  app.use(loginRoutes(login));
  app.use(requireLogin(login));

  app.use('/assets', assets.all);
  app.use(jobRoutes({ store, getty, logger, page: shellPage(assets.modules) }));
  app.use(pictureRoutes({ jobs: store.jobs, fresh: createFreshPreviews({ getty, logger }), now }));
  app.get('/live', (_request, response) => feed.watch(response));
  app.use(BULL_BOARD_PATH, bullBoard(store));
  app.use((request, response) => sendProblem(request, response, 'not_found', 'There is nothing at this address.'));
  app.use(answerFault(logger));

  const http = createHttpServer({ handler: app, port: config.PORT });
  const service = composeServices(http, feed);
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    await service.stop();
    await Promise.all([store.close(), getty?.close()]);
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

/** The longest wait for a turn to fetch a picture, in ms. */
const MOST_WAIT_MS = 2_000;

/** Getty's queries per second are shared by all processes, so this one asks for its turn too. */
function openGetty(config: Config, { store, clock }: { store: Store; clock: Clock }) {
  if (!config.GETTY_API_KEY || !config.GETTY_API_SECRET) return undefined;
  return createGettyClient({
    apiUrl: config.GETTY_API_URL,
    authUrl: config.GETTY_AUTH_URL,
    pathPrefix: config.GETTY_PATH_PREFIX,
    apiKey: config.GETTY_API_KEY,
    apiSecret: config.GETTY_API_SECRET,
    refreshToken: config.GETTY_REFRESH_TOKEN,
    now: () => clock.now(),
    beforeCall: async () => {
      const { code, waitMs } = await store.queries.reserve('read', MOST_WAIT_MS);
      if (code === 'late') throw new Error('Too many calls to Getty are waiting');
      if (waitMs > 0) await clock.sleep(waitMs);
    },
  });
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
