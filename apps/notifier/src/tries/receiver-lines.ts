import type { Clock } from '@darkroom/runtime';

/**
 * Keeps slow and dead receivers of a tenant from delaying its others. A receiver is an endpoint, or an origin that jobs name: a tenant has few
 * endpoints, which may share an origin, but its jobs can name any number of addresses. A receiver has a few running tries in this process, and only one while
 * its last try got no answer or while the tenant has half of all places. Receivers without an answer to their last try have half of all
 * places together. Measurements of one tenant do not affect another. A caller without a place waits a moment in line if the receiver is
 * fast (a burst). If the receiver is slow, the caller is postponed to a later instant, so that it occupies no place that another receiver
 * could use. These instants follow each other at the pace at which the receiver has been answering.
 */
export type Receiving = { tenant: string; receiver: string };
export type Turn = Place | { againAt: number };
export type Place = { leave(answered: boolean): void };

const PLACES = 4;
/** A receiver slower than this is slow, and no caller waits in line for longer. */
const QUICK_MS = 250;
const SOONEST_MS = 250;
const LATEST_MS = 120_000;
/** How many slow receivers are remembered. */
const REMEMBERED = 1_000;

/** Running tries of a tenant, and how many of them are at receivers that did not answer last time. */
type Share = { underWay: number; silent: number };

type Waiting = { resolve: (place: Place | undefined) => void; until: number };

type Line = {
  tenant: string;
  /** Start of each running try. */
  startedAt: Set<{ at: number }>;
  /** Duration of the last try. */
  lastMs: number;
  lastAnswered: boolean;
  /** Waiting callers, the longest first; each gets its place, or undefined when it has waited long enough. */
  waiting: Set<Waiting>;
  /** Whether one timer looks after them. */
  isWatched: boolean;
  /** The latest instant that was assigned. */
  sentUntil: number;
};

export class ReceiverLines {
  readonly #clock: Clock;
  /** The largest number of parallel tries of the caller. */
  readonly #capacity: number;
  readonly #random: () => number;
  readonly #shares = new Map<string, Share>();
  /** Only lines with running tries and slow ones: a fast receiver is forgotten when its last try ends. Least recently left first. */
  readonly #lines = new Map<string, Line>();

  constructor(options: { clock: Clock; capacity: number; random: () => number }) {
    this.#clock = options.clock;
    this.#capacity = options.capacity;
    this.#random = options.random;
  }

  async enter({ tenant, receiver }: Receiving): Promise<Turn> {
    const name = `${tenant} ${receiver}`;
    const line = this.#line(name, tenant);
    if (this.#hasRoom(line)) return this.#take(name, line);
    const place = this.#paceMs(line) <= QUICK_MS ? await this.#wait(line) : undefined;
    return place ?? { againAt: this.#sendAway(line) };
  }

  #line(name: string, tenant: string): Line {
    const known = this.#lines.get(name);
    if (known) return known;
    const line: Line = { tenant, startedAt: new Set(), lastMs: 0, lastAnswered: true, waiting: new Set(), isWatched: false, sentUntil: 0 };
    this.#lines.set(name, line);
    return line;
  }

  #take(name: string, line: Line): Place {
    const started = { at: this.#clock.now() };
    const silent = line.lastAnswered ? 0 : 1;
    line.startedAt.add(started);
    this.#count(line.tenant, 1, silent);
    return {
      leave: (answered) => {
        line.startedAt.delete(started);
        this.#count(line.tenant, -1, -silent);
        line.lastMs = this.#clock.now() - started.at;
        line.lastAnswered = answered;
        for (const next of line.waiting) {
          if (!this.#hasRoom(line)) break;
          line.waiting.delete(next);
          next.resolve(this.#take(name, line));
        }
        if (line.startedAt.size === 0) this.#forget(name, line);
      },
    };
  }

  /** The duration of a try at this receiver, as far as known. */
  #paceMs(line: Line): number {
    const [oldest] = line.startedAt;
    return Math.max(line.lastMs, oldest ? this.#clock.now() - oldest.at : 0);
  }

  #wait(line: Line): Promise<Place | undefined> {
    return new Promise((resolve) => {
      line.waiting.add({ resolve, until: this.#clock.now() + QUICK_MS });
      if (!line.isWatched) void this.#watch(line);
    });
  }

  /** Sends away callers that have waited long enough: one timer for all, since most get their place within a millisecond. */
  async #watch(line: Line): Promise<void> {
    line.isWatched = true;
    for (let [first] = line.waiting; first; [first] = line.waiting) {
      await this.#clock.sleep(Math.max(0, first.until - this.#clock.now()));
      for (const each of line.waiting) {
        if (each !== first && each.until > this.#clock.now()) break;
        line.waiting.delete(each);
        each.resolve(undefined);
      }
    }
    line.isWatched = false;
  }

  #sendAway(line: Line): number {
    const now = this.#clock.now();
    const nextAt = Math.max(line.sentUntil + this.#paceMs(line) / this.#places(line), now + SOONEST_MS);
    line.sentUntil = Math.min(nextAt, now + LATEST_MS);
    // Past the end of the line there is no order to keep: spread them, so that they do not all return at once.
    return Math.round(nextAt <= now + LATEST_MS ? nextAt : now + LATEST_MS * (0.5 + 0.5 * this.#random()));
  }

  #forget(name: string, line: Line): void {
    this.#lines.delete(name);
    if (line.lastAnswered && line.lastMs <= QUICK_MS) return;
    this.#lines.set(name, line);
    for (const [oldest, { startedAt }] of this.#lines) {
      if (this.#lines.size <= REMEMBERED) break;
      if (startedAt.size === 0) this.#lines.delete(oldest);
    }
  }

  #places(line: Line): number {
    return line.lastAnswered && this.#shareOf(line.tenant).underWay < this.#capacity / 2 ? PLACES : 1;
  }

  #hasRoom(line: Line): boolean {
    const mayBeSilent = line.lastAnswered || this.#shareOf(line.tenant).silent < Math.max(1, this.#capacity / 2);
    return mayBeSilent && line.startedAt.size < this.#places(line);
  }

  #shareOf(tenant: string): Share {
    return this.#shares.get(tenant) ?? { underWay: 0, silent: 0 };
  }

  #count(tenant: string, underWay: number, silent: number): void {
    const share = this.#shareOf(tenant);
    const now = { underWay: share.underWay + underWay, silent: share.silent + silent };
    if (now.underWay > 0) this.#shares.set(tenant, now);
    else this.#shares.delete(tenant);
  }
}
