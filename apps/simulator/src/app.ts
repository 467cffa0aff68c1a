import { setMaxListeners } from 'node:events';

import {
  composeServices,
  createHttpServer,
  createMetrics,
  healthRoutes,
  systemClock,
  type Clock,
  type Logger,
  type Service,
} from '@darkroom/runtime';
import express, { type ErrorRequestHandler } from 'express';

import { AccountLimits } from './account/account-limits.ts';
import { Scenarios } from './behaviour/scenarios.ts';
import { CallCounts } from './account/call-counts.ts';
import type { Config } from './config.ts';
import { controlRoutes } from './control/control-routes.ts';
import { Effects } from './state/effects.ts';
import { fileRoutes } from './files/file-routes.ts';
import { gettyRoutes } from './gateway/getty-routes.ts';
import { createPictureCache } from './pictures/picture-cache.ts';
import { createRandom } from './random.ts';
import { openStateFile, type StateFile } from './state/state-file.ts';
import { Uploads } from './state/uploads.ts';
import { Tokens } from './account/tokens.ts';
import type { World } from './world.ts';

export type Simulator = Service & {
  /** The port in use; known once started. */
  readonly port: number;
  readonly url: string;
};

export type SimulatorOptions = { logger: Logger; clock?: Clock };

/** The replacement for Getty. Its state is in memory; effects are also kept in a file if one is named. `stop` closes every connection. */
export function createApp(config: Config, { logger, clock = systemClock }: SimulatorOptions): Simulator {
  const settings = { current: config.settings };
  const random = createRandom(config.SIMULATOR_SEED);
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal); // one listener per call in progress
  let state: StateFile | undefined;
  const effects = new Effects({ clock, maxGenerations: config.SIMULATOR_MAX_GENERATIONS, keep: (effect) => state?.append(effect) });
  const world: World = {
    config,
    settings,
    clock,
    random,
    logger,
    effects,
    uploads: new Uploads({ clock }),
    limits: new AccountLimits({ clock, settings }),
    tokens: new Tokens({ clock }),
    scenarios: new Scenarios({ settings, random }),
    counts: new CallCounts(),
    stopped: stopping.signal,
  };

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(fileRoutes(world, createPictureCache()));
  app.use(controlRoutes(world));
  app.use(healthRoutes({ metrics: createMetrics('simulator'), readiness: () => Promise.resolve({ ready: true }) }));
  app.use(gettyRoutes(world));
  app.use((_request, response) => {
    response.status(404).json({ message: 'Not Found' });
  });
  app.use(answerFault(logger));

  const http = createHttpServer({
    handler: app,
    port: config.PORT,
    ...(config.SIMULATOR_HOST !== undefined && { host: config.SIMULATOR_HOST }),
  });
  const keeping: Service = {
    start: () => {
      const path = config.SIMULATOR_STATE_FILE;
      if (path === undefined || state) return Promise.resolve();
      state = openStateFile(path, { snapshot: () => effects.snapshot(), now: () => clock.now() });
      effects.restore(state.found);
      world.limits.restore([...effects.downloads.values(), ...effects.redownloads].map(({ at }) => at));
      const { pending, generations } = effects;
      logger.info({ path, generations: generations.size, pending: pending.at(clock.now()) }, 'state.found');
      if (state.setAside) logger.warn({ path: state.setAside }, 'state.set_aside');
      return Promise.resolve();
    },
    stop: () => {
      state?.close();
      return Promise.resolve();
    },
  };
  const callsUnderWay: Service = {
    start: () => Promise.resolve(logger.info({ port: http.port }, 'simulator.listening')),
    stop: () => {
      stopping.abort();
      http.server.closeAllConnections();
      return Promise.resolve();
    },
  };
  return {
    get port() {
      return http.port;
    },
    get url() {
      return `http://127.0.0.1:${http.port}`;
    },
    ...composeServices(keeping, http, callsUnderWay),
  };
}

/** Answers what the body parsers refuse (400, 413) in the gateway's form. Any other error is a fault of the simulator. */
function answerFault(logger: Logger): ErrorRequestHandler {
  return (error: Error & { status?: number }, _request, response, next) => {
    if (error.status === undefined) logger.error({ error }, 'simulator.fault');
    if (response.headersSent || response.destroyed) return next(error);
    response.status(error.status ?? 500).json({ message: error.message });
  };
}
