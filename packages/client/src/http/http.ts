import { ConfigurationError, ConnectionError, DarkroomError, TimeLimitError } from '../errors/darkroom-error.ts';
import { ApiError } from '../errors/api-error.ts';
import { readProblem, unexpectedAnswer } from '../errors/read-problem.ts';
import type { CallOptions, Settings } from '../settings.ts';
import { VERSION } from '../version.ts';
import { backoffMs } from './backoff.ts';
import type { Clock } from './clock.ts';
import { formatQuery } from './query.ts';
import { readRetryAfter } from './retry-after.ts';
import { timeLimit, type TimeLimit } from './time-limit.ts';

/** One request of the API. */
export type Call = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  query?: object | undefined;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is. */
  bytes?: { type: string; data: ArrayBuffer };
  headers?: Record<string, string>;
  /** How long the server may hold its answer, in ms, beyond the time limit of a try. */
  heldMs?: number;
};

/** A JSON answer with what its headers say. */
export type Answered<Body> = { body: Body; status: number; retryAfterMs: number | null };

export type TextPage = { text: string; nextCursor: string | null };

/** Reads an answer, and ends its time limit. */
type Read<Result> = (response: Response, limit: TimeLimit) => Promise<Result>;

/** What is read in place of an answer: the answer itself, or what it leads to. */
type Check = (response: Response, signal: AbortSignal) => Response | Promise<Response>;

export type Http = ReturnType<typeof createHttp>;

/** A lost answer, and a status under which the same request may succeed in a moment. 409 and 410 need more than a moment. */
const PASSING = new Set([408, 429, 500, 502, 503, 504]);

/** Sends requests, each as often as needed: the tries of a POST have one idempotency key, so that it takes effect once. */
export function createHttp(settings: Settings, clock: Clock) {
  /** One try: the answer as soon as its headers are there. The caller reads the body, and ends the limit. */
  const attempt = async (call: Call, options: CallOptions, key: string | undefined) => {
    const ms = (options.timeoutMs ?? settings.timeoutMs) + (call.heldMs ?? 0);
    const body = call.bytes?.data ?? (call.body === undefined ? undefined : JSON.stringify(call.body));
    const headers = headersOf(settings, call, options, key);
    const limit = timeLimit(ms, options.signal, `${call.method} ${call.path}`);
    try {
      const response = await settings.fetch(`${settings.url}${call.path}${formatQuery(call.query)}`, {
        method: call.method,
        headers,
        // An API key must not follow a redirect to another address.
        redirect: 'manual',
        signal: limit.signal,
        ...(body === undefined ? {} : { body }),
      });
      return { response, limit };
    } catch (error) {
      limit.end();
      throw whyLost(error, call, options.signal);
    }
  };

  /** Tries until `read` has an answer. @throws ApiError, ConnectionError, TimeLimitError, or the reason of the signal */
  const send = async <Result>(call: Call, options: CallOptions, read: Read<Result>): Promise<Result> => {
    const key = call.method === 'POST' ? (options.idempotencyKey ?? crypto.randomUUID()) : undefined;
    const mostRetries = options.maxRetries ?? settings.maxRetries;
    const until = clock.now() + (options.maxElapsedMs ?? settings.maxElapsedMs);
    let maybeDone = false;
    for (let tries = 1; ; tries++) {
      options.signal?.throwIfAborted();
      const tried = await once(call, { options, key, read }).catch((error: unknown) => ({ error }));
      if ('result' in tried) return tried.result;
      const { error } = tried;
      // The first try removed it, and its answer was lost.
      if (maybeDone && call.method === 'DELETE' && error instanceof ApiError && error.code === 'not_found') return undefined as Result;
      const waitMs = backoffMs(tries, error instanceof ApiError ? error.retryAfterMs : null, clock.random());
      if (!isPassing(error) || tries > mostRetries || clock.now() + waitMs > until) throw error;
      maybeDone ||= !(error instanceof ApiError) || error.code === 'unexpected_answer' || error.code === 'internal_error';
      await clock.sleep(waitMs, options.signal);
    }
  };

  const once = async <Result>(
    call: Call,
    how: { options: CallOptions; key: string | undefined; read: Read<Result> },
  ): Promise<{ result: Result }> => {
    const { response, limit } = await attempt(call, how.options, how.key);
    try {
      return { result: await how.read(response, limit) };
    } catch (error) {
      limit.end();
      throw error instanceof DarkroomError ? error : whyLost(error, call, how.options.signal);
    }
  };

  const json = <Body>(call: Call, options: CallOptions = {}): Promise<Answered<Body>> =>
    send(call, options, async (response, limit) => {
      if (!response.ok) throw await readProblem(response, clock.now());
      const retryAfterMs = readRetryAfter(response.headers.get('retry-after'), clock.now());
      if (response.status !== 204 && !response.headers.get('content-type')?.includes('json')) {
        await response.body?.cancel();
        throw unexpectedAnswer(response, 'The answer is not JSON. Is `url` the address of the API?');
      }
      const body = (response.status === 204 ? undefined : await response.json()) as Body;
      limit.end();
      return { body, status: response.status, retryAfterMs };
    });

  const text = (call: Call, options: CallOptions = {}): Promise<TextPage> =>
    send(call, options, async (response, limit) => {
      if (!response.ok) throw await readProblem(response, clock.now());
      const read = await response.text();
      limit.end();
      return { text: read, nextCursor: nextCursorOf(response.headers.get('link')) };
    });

  return {
    clock,
    /** The address of the API. */
    url: settings.url,
    json,
    /** The JSON of an answer. */
    call: async <Body>(call: Call, options?: CallOptions): Promise<Body> => (await json<Body>(call, options))?.body,
    text: async (call: Call, options?: CallOptions): Promise<string> => (await text(call, options)).text,
    /** One page of a list as text, and the cursor of the next one. */
    textPage: text,
    /**
     * An answer with its body still to be read, for as long as that takes: only the headers have a time limit. A redirect is answered as it
     * is, or goes through `check` first, within the same try. `ended`: the caller has read the body.
     */
    open: (call: Call, options: CallOptions = {}, check?: Check) =>
      send(call, options, async (answer, limit) => {
        if (!answer.ok && answer.status !== 302) throw await readProblem(answer, clock.now());
        const response = check ? await check(answer, limit.signal) : answer;
        limit.stopClock();
        const { timeoutMs = settings.timeoutMs, maxRetries = settings.maxRetries } = options;
        return { response, ended: limit.end, timeoutMs, maxRetries };
      }),
    /** A request to another server, without the API key and under no time limit. */
    fetchElsewhere: (url: string, init: RequestInit): Promise<Response> => settings.fetch(url, init),
  };
}

/** @throws ConfigurationError for a value that fetch would refuse, with a message that quotes it */
function headersOf(settings: Settings, call: Call, options: CallOptions, key: string | undefined): Headers {
  const tenant = options.tenant ?? settings.tenant;
  const given = {
    'user-agent': `darkroom-client/${VERSION}`,
    accept: 'application/json',
    ...settings.headers,
    ...options.headers,
    ...(call.bytes ? { 'content-type': call.bytes.type } : call.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(key === undefined ? {} : { 'idempotency-key': key }),
    ...(tenant === undefined ? {} : { 'darkroom-tenant': tenant }),
    ...call.headers,
    authorization: `Bearer ${settings.apiKey}`,
  };
  if (key !== undefined && !/^[\x21-\x7e]{1,255}$/.test(key))
    throw new ConfigurationError('`idempotencyKey` must be 1 to 255 visible ASCII characters.');
  const headers = new Headers();
  for (const [name, value] of Object.entries(given)) {
    try {
      headers.set(name, value);
    } catch {
      throw new ConfigurationError(`The header ${JSON.stringify(name)} is not valid in HTTP.`);
    }
  }
  return headers;
}

/** `Link: </v1/audit?cursor=…>; rel="next"` */
function nextCursorOf(link: string | null): string | null {
  const [, address] = /^<([^>]*)>; *rel="next"$/.exec(link ?? '') ?? [];
  return address === undefined ? null : new URL(address, 'http://api').searchParams.get('cursor');
}

function isPassing(error: unknown): boolean {
  if (error instanceof ApiError) return error.retryable && PASSING.has(error.status);
  return error instanceof ConnectionError || error instanceof TimeLimitError;
}

/** Why there is no answer. The reason of the caller's own signal is passed on as it is. */
function whyLost(error: unknown, call: Call, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  if (error instanceof DarkroomError) return error;
  const cause = (error as { cause?: { code?: string; message?: string } }).cause;
  const why = cause?.code ?? cause?.message ?? (error instanceof Error ? error.message : String(error));
  return new ConnectionError(`${call.method} ${call.path}: no answer (${why})`, { cause: error });
}
