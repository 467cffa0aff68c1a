import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { continueWhenRead } from './continue-when-read.ts';
import { answerRefusals, type RenderRefusal } from './http-refusals.ts';
import type { Service } from '../process/service.ts';

export type HttpServer = Service & {
  /** The port in use; known once started. */
  readonly port: number;
  readonly server: Server;
};

export type HttpServerOptions = {
  handler: RequestListener;
  port: number;
  host?: string;
  /** Take any free port when `port` is taken: for processes with a port that need not be known in advance. */
  orAnyPort?: boolean;
  /** Renders refusals of invalid requests; without it, Node answers its bare status. With it, the handler must check that `Host` is present. */
  renderRefusal?: RenderRefusal;
} & HttpLimits;

export type HttpLimits = {
  /** Time limit for the headers of a request, in milliseconds. */
  headersTimeoutMs?: number;
  /** Time limit for a whole request, in milliseconds: ends a client that sends one byte a second. */
  requestTimeoutMs?: number;
  /** Time limit for a silent connection, in milliseconds: ends a client that does not read its answer. */
  idleTimeoutMs?: number;
  /**
   * How long a stopping server goes on answering on its open connections, in milliseconds. A client may have sent a request that has not been
   * read yet, or may have dialled for one; closing then would lose it. Each answer closes its connection. Default 0.
   */
  drainMs?: number;
};

/** Longer than any pause in our answers: long-lived ones send something every 15 seconds. */
const IDLE_MS = 120_000;
/**
 * How long a kept connection may be idle. It must exceed a load balancer's limit (usually a minute): the side that closes first races with
 * the other's next request, and a balancer that loses answers 502.
 */
const KEEP_ALIVE_MS = 75_000;
/** How often Node looks for requests over their limit; its default is 30 seconds. */
const CHECK_EVERY_MS = 2_000;

export class PortInUseError extends Error {
  readonly port: number;
  constructor(port: number) {
    super(`Port ${port} is in use. Stop the process that listens there, or set PORT to another one.`);
    this.name = 'PortInUseError';
    this.port = port;
  }
}

/** An HTTP server as a service. Stopping closes silent connections, after `drainMs`, and lets requests under way end. @throws PortInUseError */
export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { handler, headersTimeoutMs = 10_000, requestTimeoutMs = 30_000, idleTimeoutMs = IDLE_MS, drainMs = 0 } = options;
  const server = createServer(
    {
      headersTimeout: headersTimeoutMs,
      requestTimeout: requestTimeoutMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: Math.min(CHECK_EVERY_MS, headersTimeoutMs, requestTimeoutMs),
      requireHostHeader: options.renderRefusal === undefined, // Node's refusal has no body
    },
    handler,
  );
  server.setTimeout(idleTimeoutMs);
  server.maxHeadersCount = 0; // Node silently drops headers above the limit; their size is bounded
  server.on('checkExpectation', (request, response) => void server.emit('request', request, response)); // an unknown one is ignored (RFC 9110, 10.1.1)
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    continueWhenRead(request, response);
    server.emit('request', request, response);
  });
  if (options.renderRefusal) answerRefusals(server, options.renderRefusal);
  let listening: Promise<void> | undefined;
  let stopped = false;
  /** The open connections, with the time when each was accepted, as `performance.now()`. */
  const connections = new Map<Socket, number>();
  server.on('connection', (socket: Socket) => {
    connections.set(socket, performance.now());
    socket.once('close', () => connections.delete(socket));
  });
  const answering = new Set<ServerResponse>();
  server.prependListener('request', (_request, response) => {
    if (stopped) response.setHeader('Connection', 'close');
    answering.add(response);
    response.once('close', () => answering.delete(response));
  });

  const startListening = async () => {
    try {
      await listen(server, options.port, options.host);
    } catch (error) {
      if (!(error instanceof PortInUseError && options.orAnyPort)) throw error;
      await listen(server, 0, options.host);
    }
  };

  return {
    server,
    get port() {
      return (server.address() as AddressInfo).port;
    },
    async start() {
      if (stopped) return;
      listening = startListening();
      await listening;
    },
    async stop() {
      stopped = true;
      for (const response of answering) if (!response.headersSent) response.setHeader('Connection', 'close');
      await listening?.catch(() => undefined); // start() has already thrown it
      if (!server.listening) return;
      await untilDrained(connections, drainMs);
      // An answer that had already sent its headers leaves its connection open for a next request.
      for (const response of answering) response.once('close', () => setImmediate(() => server.closeIdleConnections()));
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        // Clients open connections in advance. Node does not treat one without any bytes as idle, since a request may follow.
        for (const [socket, acceptedAt] of connections) destroyIfSilent(socket, acceptedAt + drainMs);
      });
    },
  };
}

/**
 * Waits until every connection is closed, or until the time is over. A process that was suspended meanwhile finds its time over before it
 * has read what was sent to it, so it looks once more.
 */
async function untilDrained(connections: ReadonlyMap<Socket, number>, drainMs: number): Promise<void> {
  if (drainMs === 0) return;
  await lookOnce(); // accepts what has been dialled
  const open = [...connections.keys()];
  const closed = open.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
  const timeUp = new AbortController();
  await Promise.race([Promise.all(closed), sleep(drainMs, undefined, { signal: timeUp.signal }).catch(() => undefined)]);
  timeUp.abort();
  await lookOnce(); // accepts
  await lookOnce(); // reads
}

/** Lets the event loop look once for new connections and for bytes that arrived: it does so between timers and immediates. */
async function lookOnce(): Promise<void> {
  await sleep(0);
  await new Promise((resolve) => setImmediate(resolve));
}

/** Closes a connection on which nothing has arrived until `atMs`. A first request that arrives in time is answered. */
function destroyIfSilent(socket: Socket, atMs: number): void {
  if (socket.bytesRead > 0) return;
  const end = () => {
    if (socket.bytesRead === 0) socket.destroy();
  };
  const waitsMs = atMs - performance.now();
  if (waitsMs <= 0) return end();
  const timer = setTimeout(() => void lookOnce().then(end), waitsMs);
  socket.once('close', () => clearTimeout(timer));
}

function listen(server: Server, port: number, host: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => reject(error.code === 'EADDRINUSE' ? new PortInUseError(port) : error);
    server.once('error', failed);
    server.listen(port, host, () => {
      server.off('error', failed);
      resolve();
    });
  });
}
