import { ApiError } from '../errors/api-error.ts';
import { TimeLimitError } from '../errors/darkroom-error.ts';
import { backoffMs } from '../http/backoff.ts';
import type { Answered, Http } from '../http/http.ts';
import { timeLimit } from '../http/time-limit.ts';
import type { CallOptions } from '../settings.ts';
import { mayPass, type Subscription } from './subscribe.ts';

export type WaitOptions<Subject> = Omit<CallOptions, 'timeoutMs' | 'idempotencyKey'> & {
  /** Gives up waiting after this time, in ms, with a TimeLimitError; what was waited for goes on. Default: never. */
  timeoutMs?: number | undefined;
  /** Called with each state that is read while it waits. */
  onUpdate?: ((subject: Subject) => void) | undefined;
};

/** How often a state is read while its stream is open, in ms, in case that the stream is silent. */
const WITH_STREAM_MS = 60_000;
const WITHOUT_HINT_MS = 2_000;

/**
 * Reads a state until `isDone`: when its stream has news, else as often as the server asks for. After the first answer, a server that is
 * away is waited for.
 */
export async function waitFor<Subject>(
  http: Http,
  subject: {
    what: string;
    read: (options: CallOptions) => Promise<Answered<Subject>>;
    isDone: (state: Subject) => boolean;
    /** Opens its stream. */
    follow?: (signal: AbortSignal) => Subscription;
  },
  { timeoutMs, onUpdate, ...options }: WaitOptions<Subject> = {},
): Promise<Subject> {
  const { what, read, isDone, follow } = subject;
  // 2^31 - 1 is the longest timer there is: 24 days.
  const limit = timeLimit(Math.min(timeoutMs ?? Infinity, 2 ** 31 - 1), options.signal, `Waiting for ${what}`);
  const callOptions: CallOptions = { ...options, signal: limit.signal };
  let news: News | undefined;
  try {
    let answered = await read(callOptions);
    let lost: unknown;
    for (let failures = 0; ;) {
      if (failures === 0) {
        onUpdate?.(answered.body);
        if (isDone(answered.body)) return answered.body;
        news ??= follow && listen(follow(limit.signal));
      }
      const hint = answered.retryAfterMs ?? WITHOUT_HINT_MS;
      const askedMs = lost instanceof ApiError ? lost.retryAfterMs : null;
      const again = () => backoffMs(failures, askedMs, http.clock.random());
      const waitMs = failures > 0 ? again() : news?.isOpen() && !onUpdate ? WITH_STREAM_MS : hint;
      // News does not shorten what the server asked for.
      await sleepUntil(http, waitMs, { signal: limit.signal, news: failures > 0 && askedMs !== null ? undefined : news?.next() });
      news?.clear();
      try {
        answered = await read(callOptions);
        failures = 0;
        lost = undefined;
      } catch (error) {
        if (limit.signal.aborted || !mayPass(error)) throw error;
        lost = error;
        failures += 1;
      }
    }
  } catch (error) {
    if (limit.signal.aborted && limit.signal.reason instanceof TimeLimitError) throw limit.signal.reason;
    throw error;
  } finally {
    news?.stop();
    limit.end();
  }
}

type News = { isOpen: () => boolean; clear: () => void; next: () => Promise<void> | undefined; stop: () => void };

/** Reads a stream for the sake of its next event. Without the stream (too many are open, say) the state is only read from time to time. */
function listen(subscription: Subscription): News {
  let open = false;
  let arrived = false;
  let over = false;
  let next = createNotice();
  const read = async () => {
    try {
      await subscription.opened;
      open = true;
      for await (const _event of subscription) {
        arrived = true;
        next.give();
      }
    } catch {
      // The state is read from time to time, and its errors are the caller's.
    }
    open = false;
    next.give();
    over = true;
  };
  void read();
  return {
    isOpen: () => open,
    clear: () => {
      arrived = false;
      next = createNotice();
    },
    next: () => (arrived ? Promise.resolve() : over ? undefined : next.given),
    stop: subscription.close,
  };
}

function createNotice() {
  let give!: () => void;
  const given = new Promise<void>((resolve) => (give = resolve));
  return { given, give };
}

/** Ends with the first of both, and leaves no timer behind. */
async function sleepUntil(
  http: Http,
  waitMs: number,
  { signal, news }: { signal: AbortSignal; news: Promise<void> | undefined },
): Promise<void> {
  signal.throwIfAborted();
  const awake = new AbortController();
  const follow = () => awake.abort(signal.reason);
  signal.addEventListener('abort', follow, { once: true });
  try {
    const sleeping = http.clock.sleep(waitMs, awake.signal);
    sleeping.catch(() => undefined); // it is woken below
    await (news ? Promise.race([news, sleeping]) : sleeping);
  } finally {
    signal.removeEventListener('abort', follow);
    awake.abort();
  }
}
