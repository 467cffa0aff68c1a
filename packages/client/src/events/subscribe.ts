import type { EventId, EventPattern, Job } from '../api-types.generated.ts';
import { ApiError } from '../errors/api-error.ts';
import { ConnectionError, TimeLimitError } from '../errors/darkroom-error.ts';
import { unexpectedAnswer } from '../errors/read-problem.ts';
import { backoffMs } from '../http/backoff.ts';
import type { Http } from '../http/http.ts';
import type { CallOptions } from '../settings.ts';
import type { Event } from './event.ts';
import { readFrames } from './read-frames.ts';

/** Events were missed that are no longer kept. `data`: the job as it is now, or null in the stream of everything: read your jobs again. */
export type Resync = { id: EventId; type: 'resync'; timestamp: string; data: Job | null };

/** What a stream yields: events, or `resync` where events were missed that are no longer kept. Read the current state then. */
export type StreamEvent = Event | Resync;

export type SubscribeOptions = Pick<CallOptions, 'signal' | 'tenant' | 'headers'> & {
  /** Only these events: types, or all of an area as `generation.*`. */
  types?: readonly EventPattern[] | undefined;
  /** Continue after this event, up to 72 hours back. Without it, a stream of everything begins now, and that of a job with its first event. */
  after?: EventId | undefined;
};

/** Events as they happen. Read them with `for await`. It reconnects by itself and yields each event once, in order. */
export type Subscription = AsyncIterable<StreamEvent> & {
  /** Resolves when the stream is open: events from then on are not missed. Rejects where it cannot be opened. */
  opened: Promise<void>;
  /** The place that was reached. Store it, and give it as `after` to continue in another process. */
  readonly position: EventId | undefined;
  /** Ends the stream and the loop that reads it. */
  close: () => void;
};

const ENDS = new Set(['succeeded', 'failed', 'canceled', 'expired']);

/** Follows the events at `path`. `jobId`: they are of one job, and the stream ends with its run. */
export function subscribe(http: Http, from: { path: string; jobId?: string }, options: SubscribeOptions = {}): Subscription {
  const { signal, types, after, ...callOptions } = options;
  const closing = new AbortController();
  const abort = () => closing.abort(signal?.reason);
  if (signal?.aborted) abort();
  else signal?.addEventListener('abort', abort, { once: true });
  let position = after;

  const open = (maxRetries?: number) => {
    const headers = { accept: 'text/event-stream', ...(position === undefined ? {} : { 'last-event-id': position }) };
    const query = types ? { types } : undefined;
    const how = { ...callOptions, signal: closing.signal, ...(maxRetries === undefined ? {} : { maxRetries }) };
    return http.open({ method: 'GET', path: from.path, query, headers }, how, checkStream);
  };

  /** Connects again, for as long as it takes. Undefined: there is nothing more to come. */
  const reopen = async (failures: number, lost: unknown) => {
    for (let tries = failures; ; tries++) {
      const retryAfterMs = lost instanceof ApiError ? lost.retryAfterMs : null;
      await http.clock.sleep(backoffMs(tries, retryAfterMs, http.clock.random()), closing.signal);
      try {
        return { stream: await open(0), tries };
      } catch (error) {
        if (!mayPass(error)) throw error;
        lost = error;
      }
    }
  };

  const opening = open();
  const opened = opening.then(() => undefined);
  // Who iterates gets the same error from the loop.
  opened.catch(() => undefined);

  async function* events(): AsyncGenerator<StreamEvent> {
    let stream = await opening;
    for (let failures = 0; ;) {
      let isOver = stream.response.status === 204;
      let lost: unknown;
      try {
        if (!isOver && stream.response.body) {
          for await (const { id, data } of readFrames(stream.response.body)) {
            failures = 0;
            if (data !== undefined) {
              const event = JSON.parse(data) as StreamEvent;
              position = event.id;
              isOver = from.jobId !== undefined && endsRun(event);
              yield event;
            } else if (id) position = id;
          }
        }
      } catch (error) {
        if (closing.signal.aborted || !mayPass(whyBroken(error))) throw error;
        lost = error;
        isOver = false;
      } finally {
        stream.ended();
      }
      if (isOver) return;
      failures += 1;
      const again = await reopen(failures, lost);
      ({ stream } = again);
      failures = again.tries;
    }
  }

  async function* untilClosed() {
    try {
      yield* events();
    } catch (error) {
      if (!closing.signal.aborted) throw error;
      if (signal?.aborted) throw signal.reason; // oxlint-disable-line typescript/only-throw-error -- the caller's own
    } finally {
      signal?.removeEventListener('abort', abort);
      closing.abort();
    }
  }

  return {
    [Symbol.asyncIterator]: untilClosed,
    opened,
    get position() {
      return position;
    },
    close: () => closing.abort(),
  };
}

/** The page of a proxy, or the way to its login, would look like a stream without events. */
function checkStream(response: Response): Response {
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  if (response.status === 204 || (response.status === 200 && isStream)) return response;
  void response.body?.cancel();
  throw unexpectedAnswer(response, 'The answer is not a stream of events.');
}

function endsRun({ type }: StreamEvent): boolean {
  const [of, end = ''] = type.split('.');
  return (of === 'generation' || of === 'download') && ENDS.has(end);
}

/** Everything that ends the reading of a body, but for our own errors, is a connection that broke. */
function whyBroken(error: unknown): unknown {
  return error instanceof ApiError || error instanceof SyntaxError ? error : new ConnectionError('The stream broke', { cause: error });
}

/** Whether the stream can be opened later: everything but an answer that refuses it. */
export function mayPass(error: unknown): boolean {
  if (error instanceof ApiError) return error.retryable || error.status === 429 || error.status >= 500;
  return error instanceof ConnectionError || error instanceof TimeLimitError;
}
