import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Route = object | string | ((body: string) => unknown);

/** An API with one answer for each `METHOD /path`; what it does not have is 404. */
export async function fakeApi(routes: Record<string, Route>) {
  const asked: { call: string; body: string; headers: IncomingMessage['headers'] }[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const call = `${request.method} ${request.url}`;
      const body = Buffer.concat(parts).toString();
      asked.push({ call, body, headers: request.headers });
      const route = routes[call] ?? routes[call.split('?')[0]!];
      const answer = typeof route === 'function' ? (route as (body: string) => unknown)(body) : route;
      if (Buffer.isBuffer(answer)) response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': answer.length }).end(answer);
      else if (answer instanceof Response)
        void answer.text().then((text) => response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(text));
      else if (typeof answer === 'string') response.writeHead(200, { 'content-type': 'text/event-stream' }).end(answer);
      else {
        const problem = {
          type: '',
          title: '',
          status: 404,
          detail: 'There is no such thing.',
          code: 'not_found',
          request_id: 'req_1',
          retryable: false,
        };
        const refused = answer === undefined ? problem : (answer as { code?: string }).code === undefined ? undefined : answer;
        const status = refused === undefined ? 200 : (refused as { status: number }).status;
        response
          .writeHead(status, { 'content-type': refused ? 'application/problem+json' : 'application/json' })
          .end(JSON.stringify(refused ?? answer));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
