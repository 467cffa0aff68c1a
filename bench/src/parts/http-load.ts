import { randomUUID } from 'node:crypto';

import autocannon from 'autocannon';

export type HttpLoadSettings = { url: string; apiKey: string; body: string; connections: number; seconds: number };

export type HttpLoadReport = { accepted: number; refused: number; elapsedS: number; p50Ms: number; p99Ms: number };

/** Sends POSTs as fast as they are answered, each with its own Idempotency-Key. */
export async function httpLoad(settings: HttpLoadSettings): Promise<HttpLoadReport> {
  const run = randomUUID();
  let sent = 0;
  const headers = { authorization: `Bearer ${settings.apiKey}`, 'content-type': 'application/json' };
  const result = await autocannon({
    url: settings.url,
    connections: settings.connections,
    duration: settings.seconds,
    requests: [
      {
        method: 'POST',
        body: settings.body,
        setupRequest: (request) => ({ ...request, headers: { ...headers, 'idempotency-key': `${run}-${sent++}` } }),
      },
    ],
  });
  return {
    accepted: result['2xx'],
    refused: result.non2xx + result.errors,
    elapsedS: result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
  };
}
