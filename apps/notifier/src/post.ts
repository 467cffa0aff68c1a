import { parseRetryAfter } from '@darkroom/contracts';
import { buildConnector, Client } from 'undici';

import { RefusedAddressError, type AddressGuard } from './address-guard.ts';

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
};

/** How much of an answer is read. */
const RESPONSE_BYTES = 4_096;
const ERROR_CHARACTERS = 300;

/**
 * Sends a POST and returns its result; never throws. Redirects are not followed. Each call has its own connection, closed afterwards: a
 * kept-alive connection would skip the lookup, and with it the check of the address.
 */
export function createPost(options: PostOptions): Post {
  const { guard, timeLimitMs } = options;
  const connect = buildConnector({ lookup: guard.lookup, timeout: options.connectTimeLimitMs, allowH2: false });

  return async ({ url, headers, body }) => {
    let client: Client | undefined;
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(new Error(`no answer within ${timeLimitMs / 1_000} s`)), timeLimitMs);
    try {
      const target = new URL(url);
      guard.checkUrl(target);
      client = new Client(target.origin, { connect });
      const response = await client.request({
        method: 'POST',
        path: target.pathname + target.search,
        headers,
        body,
        reset: true,
        signal: limit.signal,
      });
      return {
        kind: 'answered',
        status: response.statusCode,
        retryAfterMs: parseRetryAfter([response.headers['retry-after']].flat()[0], options.now()),
        response: await readStart(response.body),
      };
    } catch (error) {
      if (error instanceof RefusedAddressError) return { kind: 'address_refused', error: error.message };
      return { kind: isOurFault(error) ? 'our_fault' : 'unanswered', error: describe(error, options) };
    } finally {
      clearTimeout(timer);
      await client?.destroy();
    }
  };
}

/** Reads the first bytes as text. An answer that breaks off still counts by its status. */
async function readStart(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= RESPONSE_BYTES) break;
    }
  } catch {
    // broken off, or the time limit: keep what arrived
  }
  return Buffer.concat(chunks).subarray(0, RESPONSE_BYTES).toString();
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
