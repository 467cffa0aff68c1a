import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { GenerationRequest } from '@darkroom/contracts';
import { Queue } from 'bullmq';
import express from 'express';

/** The smallest API that accepts jobs: Express, the same zod schema, one `add`. No keys, no idempotency, no logs, no metrics. */
export async function baselineApi(settings: { redisUrl: string }): Promise<{ port: number }> {
  const queue = new Queue('baseline', { connection: { url: settings.redisUrl } });
  await queue.waitUntilReady();

  const app = express();
  app.use(express.json());
  app.post('/v1/generations', async (request, response) => {
    const body = GenerationRequest.parse(request.body);
    const job = await queue.add('generation', body);
    response.status(202).json({ id: job.id, status: 'queued', request: body });
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port };
}
