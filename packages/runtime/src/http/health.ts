import express, { type Router } from 'express';

import type { Registry } from '../process/metrics.ts';
import { VERSION } from '../process/process-identity.ts';

/** The answer of `/readyz`: ready or not, with the findings. */
export type Readiness = { ready: boolean } & Record<string, unknown>;

/**
 * `/healthz` (the process is alive), `/readyz` (it can do its work) and `/metrics` (Prometheus text), the same in every process. Only these very paths: a
 * proxy that closes them to the outside would let `/Metrics` or `/metrics/` pass.
 */
export function healthRoutes(options: { metrics: Registry; readiness: () => Promise<Readiness> }): Router {
  const router = express.Router({ caseSensitive: true, strict: true });
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok', version: VERSION });
  });
  router.get('/readyz', async (_request, response) => {
    const readiness = await options.readiness();
    response.status(readiness.ready ? 200 : 503).json({ version: VERSION, ...readiness });
  });
  router.get('/metrics', async (_request, response) => {
    response.type(options.metrics.contentType).send(await options.metrics.metrics());
  });
  return router;
}

/** An Express app with only the health routes, for processes that serve nothing else. */
export function healthApp(options: Parameters<typeof healthRoutes>[0]): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(healthRoutes(options));
  return app;
}
