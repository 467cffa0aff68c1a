import { countPatience, REQUEST_WINDOW_MS, type TakenRequests } from '@darkroom/queue';

/** The remaining requests of a key, as far as known here. `resetMs`: until its minute is over. */
export type Allowance = { allowed: boolean; most: number; left: number; resetMs: number };

export type RateLimiterDeps = {
  /** Takes a portion of a key's requests from those shared by all processes. Rejects if Redis is away. */
  take: (requester: string, asked: { most: number; portion: number }) => Promise<TakenRequests>;
  /** Monotonic, in ms. */
  now: () => number;
};

/** A process takes requests from the shared minute in this many portions, so that most requests need no Redis. */
const PORTIONS = 400;
/** Below this limit each request asks Redis, so that the limit is used to its last request. */
const COUNTED_IN_PORTIONS = 6_000;
/** While Redis is away no request is refused; the pause before it is asked again. */
const OPEN_MS = 1_000;
/** A tenant may make and revoke keys all day. */
const MANY = 10_000;

/** This process's state of a key's current minute. */
type Held = {
  most: number;
  /** Taken from the shared minute, and not used yet. */
  own: number;
  /** Requests left for other processes, at the last reading. */
  shared: number;
  endsAt: number;
  /** Whether the shared minute could not be read. */
  unknown: boolean;
  taking: Promise<void> | undefined;
  /** Requests that wait for the next portion. */
  waiting: number;
};

export type RateLimiter = ReturnType<typeof createRateLimiter>;

/**
 * Holds each API key to so many requests a minute, all api processes together. A minute begins with its first request, and anew with a
 * changed limit. A process takes 1/400 of it at a time, and the next portion while it has some left, so the way to Redis is on no request's
 * path but the first. A process keeps at most two portions from the others. Requests of a key with less than 6,000 a minute are counted one
 * by one.
 */
export function createRateLimiter({ take, now }: RateLimiterDeps) {
  /** As many as there are keys that were used; of many, only those whose minute is not over. */
  const held = new Map<string, Held>();

  const isOver = (mine: Held, most: number): boolean => mine.endsAt <= now() || (mine.most !== most && !mine.unknown);

  const forgetOver = (): void => {
    for (const [requester, { endsAt, taking, waiting }] of held) {
      if (endsAt <= now() && !taking && waiting === 0) held.delete(requester);
    }
  };

  const heldOf = (requester: string, most: number): Held => {
    const known = held.get(requester);
    if (known) return known;
    if (held.size >= MANY) forgetOver();
    const fresh: Held = { most, own: 0, shared: 0, endsAt: -Infinity, unknown: false, taking: undefined, waiting: 0 };
    held.set(requester, fresh);
    return fresh;
  };

  const refill = (mine: Held, requester: string, most: number): Promise<void> => {
    mine.taking ??= takePortion(mine, requester, most).finally(() => {
      mine.taking = undefined;
    });
    return mine.taking;
  };

  const takePortion = async (mine: Held, requester: string, most: number): Promise<void> => {
    const portion = Math.min(most, Math.max(1, mine.waiting, portionOf(most)));
    const goesOn = !mine.unknown && !isOver(mine, most);
    try {
      const { taken, left, endsInMs } = await take(requester, { most, portion });
      const endsAt = now() + endsInMs;
      // The minute may have ended while the portion was fetched: it is not valid in the next one.
      const same = goesOn && Math.abs(endsAt - mine.endsAt) < REQUEST_WINDOW_MS / 2;
      Object.assign(mine, { most, own: (same ? mine.own : 0) + taken, shared: left, endsAt, unknown: false } satisfies Partial<Held>);
    } catch {
      // The limit protects shared resources; without Redis none are used, and the request fails on its own.
      if (!goesOn || mine.own === 0)
        Object.assign(mine, { most, own: 0, shared: 0, endsAt: now() + OPEN_MS, unknown: true } satisfies Partial<Held>);
    }
  };

  const spend = (mine: Held): Allowance => {
    const allowed = mine.own > 0;
    if (mine.own > 0) mine.own--;
    return { allowed, most: mine.most, left: mine.own + mine.shared, resetMs: mine.endsAt - now() };
  };

  /**
   * Counts one request of a key that may make `most` in a minute; undefined while the state is unknown and nothing is refused. Most requests need
   * not wait, and have no promise.
   */
  const count = (requester: string, most: number): Allowance | undefined | Promise<Allowance | undefined> => {
    const mine = heldOf(requester, most);
    const mustWait = () => isOver(mine, most) || (!mine.unknown && mine.own === 0 && mine.shared > 0);
    if (!mustWait()) return countOne(mine, requester, most);
    return (async () => {
      while (mustWait()) {
        mine.waiting++;
        await countPatience(refill(mine, requester, most)); // this wait counts against the request's time for Redis
        mine.waiting--;
      }
      return countOne(mine, requester, most);
    })();
  };

  const countOne = (mine: Held, requester: string, most: number): Allowance | undefined => {
    if (mine.unknown) return undefined;
    const allowance = spend(mine);
    if (mine.own < portionOf(most) / 2 && mine.shared > 0) void refill(mine, requester, most);
    return allowance;
  };

  return { count };
}

/** How many requests a process takes ahead. 0: none. */
function portionOf(most: number): number {
  return most < COUNTED_IN_PORTIONS ? 0 : Math.floor(most / PORTIONS);
}
