/**
 * Fetches an image by a URL from Getty, without credentials, over redirects, in bounded memory. Such URLs are signed, so no error here
 * quotes one.
 */
import { parseRetryAfter } from '@darkroom/contracts';
import type { Agent } from 'undici';
import { RetryableError, TerminalError } from '../terms/errors.ts';
import { exchange } from '../terms/exchange.ts';
import { readFileName } from './file-name.ts';
import { toRefusal } from '../calls/refusal.ts';

export type FetchFileOptions = {
  /** Default 64 MiB: a 4096-pixel image is far smaller. */
  maxBytes?: number | undefined;
  /** Time limit of each hop, connecting and body included. Default 60,000. */
  timeoutMs?: number | undefined;
};

export type FetchedFile = {
  body: Uint8Array;
  contentType: string | null;
  fileName: string | null;
};

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export async function fetchFile(
  transport: { agent: Agent; now: () => number },
  url: string,
  options: FetchFileOptions = {},
): Promise<FetchedFile> {
  let next = followUrl(url);
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const answer = await get(transport, next, options);
    const { location } = answer.headers;
    if (!REDIRECTS.has(answer.status) || location === undefined) return toFile(transport, answer);
    next = followUrl(location, next);
  }
  throw new TerminalError(`file: more than ${MAX_REDIRECTS} redirects`, { call: 'file' });
}

/** The next URL of a way that begins with one of Getty's. @throws TerminalError if it leads away from http(s), or from https */
export function followUrl(url: string, base?: URL): URL {
  const parsed = URL.parse(url, base?.href);
  if (parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && base?.protocol !== 'https:')) return parsed;
  throw new TerminalError('file: not an http(s) URL, or a redirect away from https', { call: 'file' });
}

async function get({ agent }: { agent: Agent }, url: URL, { maxBytes = 64 * 1024 * 1024, timeoutMs = 60_000 }: FetchFileOptions) {
  const result = await exchange(agent, { method: 'GET', url, headers: {}, timeoutMs, maxBodyBytes: maxBytes });
  const failure = result.answered ? result.broken : result;
  if (failure?.reason === 'oversized')
    throw new TerminalError(`file: larger than ${maxBytes} bytes`, { call: 'file', cause: failure.cause });
  if (!result.answered || result.broken) throw new RetryableError(`file: ${failure?.reason}`, { call: 'file', cause: failure?.cause });
  return result;
}

function toFile({ now }: { now: () => number }, { status, headers, body }: Awaited<ReturnType<typeof get>>): FetchedFile {
  if (status === 200) return { body, contentType: headers['content-type'] ?? null, fileName: readFileName(headers['content-disposition']) };
  throw toRefusal({ call: 'file', status, body: '', retryAfterMs: parseRetryAfter(headers['retry-after'], now()) });
}
