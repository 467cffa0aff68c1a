import { parseRetryAfter } from '@darkroom/contracts';
import { buildConnector } from 'undici';

import { RefusedAddressError, type AddressGuard } from './address-guard.ts';
import { Connections, type Connection } from './connections.ts';
import { exchange, type Exchange, type ExchangeRequest } from './exchange.ts';

/**
 * The result of one POST. `response` is the kept part of the answer's text. `our_fault`: the receiver was not reached because of a fault of
 * ours.
 */
export type Answer =
  | { kind: 'answered'; status: number; response: string; retryAfterMs: number | undefined }
  | { kind: 'unanswered'; error: string }
  | { kind: 'our_fault'; error: string }
  | { kind: 'address_refused'; error: string };

export type Post = (request: { url: string; headers: Record<string, string>; body: string }) => Promise<Answer>;

export type PostOptions = {
  guard: AddressGuard;
  /** Time limit of the whole exchange, from name lookup to the end of the answer. */
  timeLimitMs: number;
  connectTimeLimitMs: number;
  now: () => number;
  /** The certificates of authorities that receivers may have, besides the usual ones. */
  ca?: string;
};

/** How much of an answer is read. */
const RESPONSE_BYTES = 4_096;
const ERROR_CHARACTERS = 300;

/** `post` sends a POST and returns its result; it never throws, and follows no redirects. `close` ends the kept connections. */
export function createPost(options: PostOptions): { post: Post; close: () => Promise<void> } {
  const { guard, timeLimitMs } = options;
  const connect = buildConnector({
    lookup: guard.lookup,
    timeout: options.connectTimeLimitMs,
    allowH2: false,
    ...(options.ca !== undefined && { ca: options.ca }),
  });
  const connections = new Connections({ connect, now: options.now });

  const post: Post = async ({ url, headers, body }) => {
    try {
      const target = new URL(url);
      guard.checkUrl(target);
      const request = { path: target.pathname + target.search, headers, body, mostBytes: RESPONSE_BYTES, timeLimitMs };
      const { status, headers: answered, start } = await send(connections, target.origin, request);
      return {
        kind: 'answered',
        status,
        retryAfterMs: parseRetryAfter([answered['retry-after']].flat()[0], options.now()),
        response: start.subarray(0, RESPONSE_BYTES).toString(),
      };
    } catch (error) {
      if (error instanceof RefusedAddressError) return { kind: 'address_refused', error: error.message };
      return { kind: isOurFault(error) ? 'our_fault' : 'unanswered', error: describe(error, options) };
    }
  };
  return { post, close: () => connections.close() };
}

/** Sends over a kept connection or a new one; twice where a kept one had been closed before anything was sent. */
async function send(connections: Connections, origin: string, request: ExchangeRequest): Promise<Exchange> {
  const first = await connections.take(origin);
  try {
    return await sendOver(connections, first, request);
  } catch (error) {
    if (!first.isUsed || !isClosed(error)) throw error;
    connections.noteClosed(origin);
    if (!isUnsent(error)) throw error;
    return await sendOver(connections, await connections.take(origin), request);
  }
}

async function sendOver(connections: Connections, connection: Connection, request: ExchangeRequest): Promise<Exchange> {
  let isComplete = false;
  try {
    const answer = await exchange(connection, request);
    isComplete = answer.isComplete;
    return answer;
  } finally {
    connections.release(connection, isComplete);
  }
}

function isClosed(error: unknown): boolean {
  return ['UND_ERR_SOCKET', 'EPIPE', 'ECONNRESET'].includes((error as { code?: string }).code ?? '');
}

/**
 * The connection was closed before the request: the system refused to write. After any other error, part of the request may have arrived, so the webhook may
 * have been processed.
 */
function isUnsent(error: unknown): boolean {
  const { code, syscall } = error as { code?: string; syscall?: string };
  return syscall === 'write' && (code === 'EPIPE' || code === 'ECONNRESET');
}

/**
 * No name server answers (ETIMEOUT is an error of DNS, ETIMEDOUT would be the receiver's), or this machine has no network, port or file
 * descriptor left.
 */
const OUR_FAULTS = new Set(['ETIMEOUT', 'EAI_AGAIN', 'ENETDOWN', 'ENETUNREACH', 'EADDRNOTAVAIL', 'EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM']);

/** A name with several addresses has an error for each. */
function isOurFault(error: unknown): boolean {
  const { code, errors } = error as { code?: string; errors?: unknown[] };
  return errors ? errors.every(isOurFault) : OUR_FAULTS.has(code ?? '');
}

function describe(error: unknown, options: PostOptions): string {
  const { code, message, errors } = error as { code?: string; message: string; errors?: Error[] };
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return `no connection within ${options.connectTimeLimitMs / 1_000} s`;
  // A name with several addresses has an error for each, and the combined error has no message.
  return (message || errors?.[0]?.message || code || 'unknown fault').slice(0, ERROR_CHARACTERS);
}
