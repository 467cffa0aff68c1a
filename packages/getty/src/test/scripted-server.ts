/** An HTTP server on a real socket that answers as scripted by the test and records requests. */
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type ReceivedRequest = {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
  /** The client's port: two requests with the same one came over one connection. */
  port: number | undefined;
};

/** Called when the whole request was read. */
export type Reply = (response: ServerResponse, request: ReceivedRequest) => void;

export type ScriptedServer = {
  url: string;
  received: ReceivedRequest[];
  /** The replies to `METHOD /path` (query aside), in order; the last one repeats. */
  reply(route: string, ...replies: Reply[]): void;
  /** Resolves when `count` requests to the route have been read. */
  requests(route: string, count: number): Promise<ReceivedRequest[]>;
} & AsyncDisposable;

export async function startScriptedServer(): Promise<ScriptedServer> {
  const scripts = new Map<string, Reply[]>();
  const received: ReceivedRequest[] = [];
  const waiting = new Set<() => void>();

  const answer = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await readRequest(message);
    received.push(request);
    const replies = scripts.get(routeOf(request)) ?? [json(404, { ErrorCode: 'NotScripted' })];
    const reply = replies.length > 1 ? replies.shift() : replies[0];
    reply?.(response, request);
    for (const check of waiting) check();
  };
  const server = createServer((message, response) => {
    void answer(message, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    reply: (route, ...replies) => void scripts.set(route, replies),
    requests: (route, count) =>
      new Promise((resolve) => {
        const check = (): void => {
          const matching = received.filter((request) => routeOf(request) === route);
          if (matching.length < count) return;
          waiting.delete(check);
          resolve(matching);
        };
        waiting.add(check);
        check();
      }),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return text(status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
}

export function text(status: number, body: string, headers: Record<string, string> = {}): Reply {
  return (response) => void response.writeHead(status, headers).end(body);
}

export function empty(status: number, headers: Record<string, string> = {}): Reply {
  return (response) => void response.writeHead(status, headers).end();
}

export const dropBeforeHeaders: Reply = (response) => void response.socket?.resetAndDestroy();

export const dropAfterHeaders: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"generation_request_id":"lost"', () => response.socket?.destroy());
};

export const hang: Reply = () => undefined;

export const hangAfterHeaders: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{');
};

async function readRequest(message: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const { method = '', url: path = '', headers, socket } = message;
  return { method, path, headers, body: Buffer.concat(chunks).toString(), port: socket.remotePort };
}

function routeOf({ method, path }: ReceivedRequest): string {
  return `${method} ${path.split('?')[0]}`;
}
