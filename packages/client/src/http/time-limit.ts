import { TimeLimitError } from '../errors/darkroom-error.ts';

export type TimeLimit = { signal: AbortSignal; stopClock: () => void; end: () => void };

/**
 * A signal that follows the caller's signal and aborts after `ms`. `end` stops the clock and lets go of the caller's signal:
 * `AbortSignal.any` would hold it for as long as the caller does.
 */
export function timeLimit(ms: number, signal: AbortSignal | undefined, what: string): TimeLimit {
  const controller = new AbortController();
  const follow = () => controller.abort(signal?.reason);
  const timer = setTimeout(() => controller.abort(new TimeLimitError(`${what} took longer than ${ms} ms`)), ms);
  const stopClock = () => clearTimeout(timer);
  const end = () => {
    stopClock();
    signal?.removeEventListener('abort', follow);
  };
  if (signal?.aborted) follow();
  else signal?.addEventListener('abort', follow, { once: true });
  return { signal: controller.signal, stopClock, end };
}
