import type { Readable } from 'node:stream';

import { parseRetryAfter } from '@darkroom/contracts';
import type { Agent } from 'undici';

import { GettyError, RetryableError, TerminalError } from '../terms/errors.ts';
import { followUrl } from './fetch-file.ts';
import { readFileName } from './file-name.ts';
import { toRefusal } from '../calls/refusal.ts';

/**
 * Opens a file of Getty by a URL of a result, without credentials, over redirects. The body is read piece by piece, as fast as its reader takes it. Such URLs are
 * signed, so no error here quotes one.
 */
export type OpenedFile = {
  /** Ends it, read or not. Safe to call twice. */
  close: () => void;
  /** Throws a RetryableError if the file breaks off, or no byte comes for long. */
  body: AsyncIterable<Uint8Array>;
  /** The size that Getty promises, if it does. */
  bytes: number | null;
  contentType: string | null;
  fileName: string | null;
};

export type OpenFileOptions = {
  signal?: AbortSignal | undefined;
  /** How long Getty may send nothing, in ms. Default 30,000. */
  stallMs?: number | undefined;
};

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export async function openFile(
  { agent, now }: { agent: Agent; now: () => number },
  url: string,
  { signal, stallMs = 30_000 }: OpenFileOptions = {},
): Promise<OpenedFile> {
  let next = followUrl(url);
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const answer = await agent
      .request({
        origin: next.origin,
        path: next.pathname + next.search,
        method: 'GET',
        // As Getty has it: a packed body would have another size and other bytes.
        headers: { 'accept-encoding': 'identity' },
        headersTimeout: stallMs,
        bodyTimeout: stallMs,
        signal: signal ?? null,
      })
      .catch((error: unknown) => {
        throw brokenOff(error, signal);
      });
    const headers = answer.headers as Record<string, string | undefined>;
    if (answer.statusCode === 200) return toOpened(answer.body, headers, signal);
    answer.body.on('error', nothing); // nobody reads it
    answer.body.destroy();
    const { location } = headers;
    if (!REDIRECTS.has(answer.statusCode) || location === undefined) {
      throw toRefusal({ call: 'file', status: answer.statusCode, body: '', retryAfterMs: parseRetryAfter(headers['retry-after'], now()) });
    }
    next = followUrl(location, next);
  }
  throw new TerminalError(`file: more than ${MAX_REDIRECTS} redirects`, { call: 'file' });
}

function toOpened(body: Readable, headers: Record<string, string | undefined>, signal: AbortSignal | undefined): OpenedFile {
  body.on('error', nothing); // its reader gets the error too
  const bytes = Number(headers['content-length'] ?? NaN);
  return {
    close: () => void body.destroy(),
    body: whole(body, signal),
    bytes: Number.isSafeInteger(bytes) ? bytes : null,
    contentType: headers['content-type'] ?? null,
    fileName: readFileName(headers['content-disposition']),
  };
}

async function* whole(body: AsyncIterable<Uint8Array>, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw brokenOff(error, signal);
  }
}

function nothing(): void {}

/** What its reader wanted stays what it is. */
function brokenOff(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted === true) return signal.reason;
  if (error instanceof GettyError) return error;
  const code = (error as { code?: string }).code;
  return new RetryableError(`file: broke off${code === undefined ? '' : ` (${code})`}`, { call: 'file', cause: error });
}
