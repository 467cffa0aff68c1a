import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a sink has received since it was last asked: the count, and the delays after their events (ms), shortest first. */
export type Sunk = { count: number; delaysMs: number[] };

/** A receiver that accepts everything at once. GET returns what arrived and starts over. */
export async function webhookSink(_settings: object): Promise<{ port: number }> {
  let sunk: Sunk = { count: 0, delaysMs: [] };
  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      sunk.delaysMs.sort((a, b) => a - b);
      response.end(JSON.stringify(sunk));
      if (request.url === '/anew') sunk = { count: 0, delaysMs: [] };
      return;
    }
    request.resume().once('end', () => {
      sunk.count += 1;
      // An event's id begins with its instant.
      const publishedAt = /^evt_(\d+)-/.exec(String(request.headers['webhook-id']))?.[1];
      if (publishedAt !== undefined) sunk.delaysMs.push(Date.now() - Number(publishedAt));
      response.writeHead(204).end();
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port };
}
