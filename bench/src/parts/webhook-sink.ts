import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** `certificate`: receive over https. `delayMs`: answer so late. */
export type WebhookSinkSettings = { certificate?: { cert: string; key: string }; delayMs?: number };

/**
 * What a sink has received since it was last asked: the count, the delays after their events (ms), shortest first, and how many connections
 * were made.
 */
export type Sunk = { count: number; delaysMs: number[]; connections: number };

const nothing = (): Sunk => ({ count: 0, delaysMs: [], connections: 0 });

/** A receiver that accepts everything. GET returns what arrived; from /anew it also starts over. */
export async function webhookSink({ certificate, delayMs = 0 }: WebhookSinkSettings): Promise<{ port: number }> {
  let sunk = nothing();
  const handle: RequestListener = (request, response) => {
    if (request.method === 'GET') {
      // This one's own connection does not count.
      response.setHeader('connection', 'close');
      sunk.delaysMs.sort((a, b) => a - b);
      response.end(JSON.stringify({ ...sunk, connections: Math.max(0, sunk.connections - 1) }));
      sunk.connections = Math.max(0, sunk.connections - 1);
      if (request.url === '/anew') sunk = nothing();
      return;
    }
    request.resume().once('end', () => {
      sunk.count += 1;
      // An event's id begins with its instant.
      const publishedAt = /^evt_(\d+)-/.exec(String(request.headers['webhook-id']))?.[1];
      if (publishedAt !== undefined) sunk.delaysMs.push(Date.now() - Number(publishedAt));
      if (delayMs === 0) response.writeHead(204).end();
      else setTimeout(() => response.writeHead(204).end(), delayMs);
    });
  };
  const server = certificate ? createSecureServer(certificate, handle) : createServer(handle);
  server.on(certificate ? 'secureConnection' : 'connection', () => (sunk.connections += 1));
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port };
}
