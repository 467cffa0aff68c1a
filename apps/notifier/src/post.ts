import { parseRetryAfter } from '@darkroom/contracts';
import { buildConnector, Client } from 'undici';

import { RefusedAddressError, type AddressGuard } from './address-guard.ts';

/** What one POST came to. `response` is the text of the answer as far as it is kept. `our_fault`: it did not get as far as the receiver. */
export type Answer =
  | { kind: 'answered'; status: number; response: string; retryAfterMs: number | undefined }
  | { kind: 'unanswered'; error: string }
  | { kind: 'our_fault'; error: string }
  | { kind: 'address_refused'; error: string };

export type Post = (request: { url: string; headers: Record<string, string>; body: string }) => Promise<Answer>;

export type PostOptions = {
  guard: AddressGuard;
  /** For the whole exchange, name lookup to the end of the answer. */
  timeLimitMs: number;
  connectTimeLimitMs: number;
  now: () => number;
};

/** How much of an answer is read. */
const RESPONSE_BYTES = 4_096;
const ERROR_CHARACTERS = 300;

/**
 * Sends a POST and says what came of it; never throws. Redirects are not followed. Each call has a connection of its own, closed
 * after it: a kept-alive one would skip the lookup, and with it the check of the address.
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

/** The first bytes as text. An answer that breaks off has been given all the same: its status counts. */
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
    // broken off, or the time limit: what came is kept
  }
  return Buffer.concat(chunks).subarray(0, RESPONSE_BYTES).toString();
}

/** No name server answers (ETIMEOUT is DNS', ETIMEDOUT would be the receiver's), or this machine has no network, port or file left. */
const OUR_FAULTS = new Set(['ETIMEOUT', 'EAI_AGAIN', 'ENETDOWN', 'ENETUNREACH', 'EADDRNOTAVAIL', 'EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM']);

/** Where a name has several addresses, each has its own error. */
function isOurFault(error: unknown): boolean {
  const { code, errors } = error as { code?: string; errors?: unknown[] };
  return errors ? errors.every(isOurFault) : OUR_FAULTS.has(code ?? '');
}

function describe(error: unknown, options: PostOptions): string {
  const { code, message, errors } = error as { code?: string; message: string; errors?: Error[] };
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return `no connection within ${options.connectTimeLimitMs / 1_000} s`;
  // Where a name has several addresses, each has its own error and the sum of them no message.
  return (message || errors?.[0]?.message || code || 'unknown fault').slice(0, ERROR_CHARACTERS);
}
