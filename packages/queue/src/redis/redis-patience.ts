import { AsyncLocalStorage } from 'node:async_hooks';

import type { Command, Redis } from 'ioredis';

/**
 * How long a request may wait for Redis altogether, however many round trips it makes: a limit for each command would let ten of them take
 * ten times as long. What passes while nothing of Redis is waited for does not count: a submission may wait a minute for its job.
 *
 * It goes with the request through every call of the store, as a deadline does, and changes nothing but how long commands may take. So it
 * is kept in the asynchronous context rather than handed on by each of a hundred functions.
 */
const patience = new AsyncLocalStorage<Patience | undefined>();

/** In ms. Who waited so long has been answered that Redis is away. */
export const REQUEST_TIMEOUT_MS = 1_500;

type Monotonic = () => number;

/** Does some work that may wait for Redis so long in all. */
export function withPatience<Result>(
  work: () => Result,
  { ms = REQUEST_TIMEOUT_MS, now = () => performance.now() }: { ms?: number; now?: Monotonic } = {},
): Result {
  return patience.run(new Patience(ms, now), work);
}

/** Begins something that outlives the request: a stream, or what several requests share. Each command has a limit of its own again. */
export function withoutPatience<Result>(work: () => Result): Result {
  return patience.run(undefined, work);
}

/** Lets the wait for something that is shared with other requests count as the present one's own. */
export function countPatience<Result>(answer: Promise<Result>): Promise<Result> {
  patience.getStore()?.while(answer);
  return answer;
}

/** How long the present work may still wait, in ms; undefined outside of any. */
export function patienceLeftMs(): number | undefined {
  return patience.getStore()?.leftMs();
}

/** Holds the commands of a connection to the patience of whoever gives them. Without any, the connection's own limit holds. */
export function keepPatience(redis: Redis): void {
  const send = redis.sendCommand.bind(redis);
  redis.sendCommand = (command, stream) => {
    const waiting = patience.getStore();
    if (waiting === undefined) return send(command, stream);
    const leftMs = waiting.leftMs();
    if (leftMs <= 0) command.reject(new Error('Command timed out'));
    else (command as TimedCommand).setTimeout(Math.min(leftMs, REQUEST_TIMEOUT_MS));
    waiting.while(command.promise);
    return leftMs <= 0 ? command.promise : send(command, stream);
  };
}

/** ioredis sets the timer of `commandTimeout` by this, and leaves one that is set. */
type TimedCommand = Command & { setTimeout(ms: number): void };

/** Time is spent while at least one answer is waited for. */
class Patience {
  readonly #ms: number;
  readonly #now: Monotonic;
  #spentMs = 0;
  #waiting = 0;
  /** When the present wait began; means something while `#waiting` is above 0. */
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
