import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a sink has received since it was asked last: how many, and how long after their events (ms), shortest first. */
export type Sunk = { count: number; delaysMs: number[] };

/** A receiver that takes everything at once. GET tells what came and begins anew. */
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
      const toldAt = /^evt_(\d+)-/.exec(String(request.headers['webhook-id']))?.[1];
      if (toldAt !== undefined) sunk.delaysMs.push(Date.now() - Number(toldAt));
      response.writeHead(204).end();
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port };
}
