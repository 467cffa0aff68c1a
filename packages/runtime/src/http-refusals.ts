import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** What is wrong with bytes that never become a request: no HTTP (400), too slow (408), too much before the body (431). */
export type RefusedStatus = 400 | 408 | 431;

/** The words of a refusal. Told of each, so that it can be counted. */
export type WordRefusal = (status: RefusedStatus) => { headers: Record<string, string>; body: string };

type Exchange = { request: IncomingMessage; response: ServerResponse };

/** How long a sender may take to notice that it was refused. Cut at once, it would often meet a reset where the answer is. */
const NOTICE_MS = 1_000;

/**
 * Answers in the given words what Node's server refuses by itself, and else in its own: an empty answer with the bare status. An answer
 * under way is let out first where the fault lies behind its request (a second request of the same connection), and never written into.
 */
export function refuseInWords(server: Server, word: WordRefusal): void {
  const last = new WeakMap<Duplex, Exchange>();
  const refused = new WeakSet<Duplex>();

  const refuse = (socket: Duplex, status: RefusedStatus): void => {
    if (refused.has(socket)) return; // what comes after it was refused is looked at no more
    refused.add(socket);
    const { request, response } = last.get(socket) ?? {};
    const answering = response !== undefined && !response.writableFinished;
    if (answering && request?.complete === true) response.once('finish', () => end(socket, status, word(status)));
    else if (answering && response.headersSent) socket.destroy();
    else end(socket, status, word(status));
  };

  server.on('request', (request: IncomingMessage, response: ServerResponse) => void last.set(request.socket, { request, response }));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    // Gone, or closing: there is nobody to answer. Node reports what it could not write to such a socket here, too.
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
    else refuse(socket, statusOf(error));
  });
  server.on('connect', (_request, socket: Duplex) => refuse(socket, 400)); // this is no proxy
}

function statusOf({ code }: NodeJS.ErrnoException): RefusedStatus {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408;
  return code === 'HPE_HEADER_OVERFLOW' || code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW' ? 431 : 400;
}

function end(socket: Duplex, status: RefusedStatus, { headers, body }: ReturnType<WordRefusal>): void {
  const head = { ...headers, Date: new Date().toUTCString(), 'Content-Length': Buffer.byteLength(body), Connection: 'close' };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n'));
  // Node hands a CONNECT's socket over with nobody listening: the error of one who is gone would end the process.
  socket.on('error', () => undefined);
  const timer = setTimeout(() => socket.destroy(), NOTICE_MS);
  socket.once('close', () => clearTimeout(timer));
}
