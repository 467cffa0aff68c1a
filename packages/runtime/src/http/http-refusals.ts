import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** Why bytes never became a request: not HTTP (400), too slow (408), too much before the body (431). */
export type RefusedStatus = 400 | 408 | 431;

/** Renders the answer of a refusal. Called once for each, so it may count them. */
export type RenderRefusal = (status: RefusedStatus) => { headers: Record<string, string>; body: string };

type Exchange = { request: IncomingMessage; response: ServerResponse };

/** How long a sender has to notice the refusal. If cut at once, it would often meet a reset instead of the answer. */
const NOTICE_MS = 1_000;

/**
 * Answers requests that Node's server refuses before the handler with a rendered body instead of Node's bare status. A running answer is
 * sent first if the fault is in a later request of the same connection; a started answer is never changed.
 */
export function answerRefusals(server: Server, render: RenderRefusal): void {
  const last = new WeakMap<Duplex, Exchange>();
  const refused = new WeakSet<Duplex>();

  const refuse = (socket: Duplex, status: RefusedStatus): void => {
    if (refused.has(socket)) return; // ignore what follows a refusal
    refused.add(socket);
    const { request, response } = last.get(socket) ?? {};
    const answering = response !== undefined && !response.writableFinished;
    if (answering && request?.complete === true) response.once('finish', () => end(socket, status, render(status)));
    else if (answering && response.headersSent) socket.destroy();
    else end(socket, status, render(status));
  };

  server.on('request', (request: IncomingMessage, response: ServerResponse) => void last.set(request.socket, { request, response }));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    // The socket is gone or closing: an answer would reach no client. Node also reports failed writes to such a socket here.
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
    else refuse(socket, statusOf(error));
  });
  server.on('connect', (_request, socket: Duplex) => refuse(socket, 400)); // not a proxy
}

function statusOf({ code }: NodeJS.ErrnoException): RefusedStatus {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408;
  return code === 'HPE_HEADER_OVERFLOW' || code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW' ? 431 : 400;
}

function end(socket: Duplex, status: RefusedStatus, { headers, body }: ReturnType<RenderRefusal>): void {
  const head = { ...headers, Date: new Date().toUTCString(), 'Content-Length': Buffer.byteLength(body), Connection: 'close' };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n'));
  // Node passes the socket of a CONNECT on without an error listener: an error of a client that left would end the process.
  socket.on('error', () => undefined);
  const timer = setTimeout(() => socket.destroy(), NOTICE_MS);
  socket.once('close', () => clearTimeout(timer));
}
