import { AsyncLocalStorage } from 'node:async_hooks';

import type { Command, Redis } from 'ioredis';

/**
 * Limits how long a request may wait for Redis in all, however many round trips it makes: a limit per command would let ten of them take
 * ten times as long. Time without waiting for Redis does not count: a submission may wait a minute for its job.
 *
 * The limit applies to every call of the store, like a deadline, and changes nothing else. So it is kept in the asynchronous context
 * instead of being passed through a hundred functions.
 */
const patience = new AsyncLocalStorage<Patience | undefined>();

/** In ms. After this time the caller gets the answer that Redis is away. */
export const REQUEST_TIMEOUT_MS = 1_500;

type Monotonic = () => number;

/** Runs work that may wait for Redis this long in all. */
export function withPatience<Result>(
  work: () => Result,
  { ms = REQUEST_TIMEOUT_MS, now = () => performance.now() }: { ms?: number | undefined; now?: Monotonic } = {},
): Result {
  return patience.run(new Patience(ms, now), work);
}

/** Starts work that outlives the request: a stream, or work shared by several requests. Each command has its own limit again. */
export function withoutPatience<Result>(work: () => Result): Result {
  return patience.run(undefined, work);
}

/** Counts the wait for work shared with other requests as the current one's own. */
export function countPatience<Result>(answer: Promise<Result>): Promise<Result> {
  patience.getStore()?.while(answer);
  return answer;
}

/** How long the current work may still wait, in ms; undefined outside of any. */
export function patienceLeftMs(): number | undefined {
  return patience.getStore()?.leftMs();
}

/**
 * Applies the caller's limit to the commands of a connection. Without one, the connection's own limit applies; no command waits longer than that.
 *
 * All commands of a pipeline or transaction are refused, or none: ioredis writes them together, with the last one. Those before it would wait for the
 * answers to the commands of others, and each command after them would get the answer to another.
 */
export function keepPatience(redis: Redis, mostMs = REQUEST_TIMEOUT_MS): void {
  const send = redis.sendCommand.bind(redis);
  const refused = new WeakSet<object>();
  redis.sendCommand = (command, stream) => {
    const waiting = patience.getStore();
    const { pipelineIndex = 0 } = command as PipelinedCommand;
    const leftMs = waiting?.leftMs() ?? mostMs;
    const isRefused = pipelineIndex > 0 ? stream !== undefined && refused.has(stream) : leftMs <= 0;
    if (stream && pipelineIndex === 0) refused[isRefused ? 'add' : 'delete'](stream);
    if (isRefused) command.reject(new Error('Command timed out'));
    else if (waiting) (command as TimedCommand).setTimeout(Math.min(Math.max(leftMs, 0), mostMs));
    waiting?.while(command.promise);
    return isRefused ? command.promise : send(command, stream);
  };
}

/** Where a command is in its pipeline; undefined outside of one. All of one pipeline have one `stream`. */
type PipelinedCommand = Command & { pipelineIndex?: number };

/** ioredis sets the timer of `commandTimeout` with this, and keeps one that is set. */
type TimedCommand = Command & { setTimeout(ms: number): void };

/** Time counts while at least one answer is pending. */
class Patience {
  readonly #ms: number;
  readonly #now: Monotonic;
  #spentMs = 0;
  #waiting = 0;
  /** Start of the current wait; valid while `#waiting` is above 0. */
  #since = 0;

  constructor(ms: number, now: Monotonic) {
    this.#ms = ms;
    this.#now = now;
  }

  leftMs(): number {
    const present = this.#waiting > 0 ? this.#now() - this.#since : 0;
    return this.#ms - this.#spentMs - present;
  }

  while(answer: Promise<unknown>): void {
    if (this.#waiting++ === 0) this.#since = this.#now();
    const over = () => {
      if (--this.#waiting === 0) this.#spentMs += this.#now() - this.#since;
    };
    answer.then(over, over);
  }
}
