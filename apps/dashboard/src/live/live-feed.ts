import type { JobId } from '@darkroom/contracts';
import type { Store } from '@darkroom/queue';
import { onClosed, type Clock, type Logger, type Service } from '@darkroom/runtime';
import type { Response } from 'express';

import { jobCard, type JobCard } from '../jobs/job-card.ts';
import type { Login, Person } from '../login/person.ts';
import { openEventStream, type EventStream } from './event-stream.ts';
import { forPerson } from './for-person.ts';
import type { LiveEvents, LiveState } from './live-events.ts';

/** Events that were set aside: an operator lists the others on the command line. */
const NEWEST_ASIDE = 3;
const LOOK_EVERY_MS = 1_000;
/** The interval of updates to browsers, however busy the log is. */
const FLUSH_EVERY_MS = 100;
/** Pages show fewer. Of what moves beyond, they learn only that it does. */
const MOST_MOVED = 100;
const KEEP_ALIVE_EVERY_MS = 15_000;
const PAUSE_AFTER_ERROR_MS = 1_000;
/** A browser must come back, and show its session again, at least this often. */
const STREAM_LIFE_MS = 3_600_000;

export type LiveFeedDeps = { store: Pick<Store, 'overview' | 'eventsAside' | 'watchEvents'>; clock: Clock; logger: Logger };

/** `greeted`: it has the whole state; only then does it get changes. */
type Watcher = { person: Person; greeted: boolean; openedAt: number };

type Send = <Name extends keyof LiveEvents>(event: Name, data: LiveEvents[Name]) => void;

/**
 * Updates all browsers from one watcher. While a browser watches, it follows the event log, and reads counts and limits once a second; browsers
 * get the differences, and ask for the lists that they show. Without a browser it does nothing.
 */
export class LiveFeed implements Service {
  readonly #deps: LiveFeedDeps;
  readonly #browsers = new Map<EventStream<LiveEvents>, Watcher>();
  #state: LiveState | undefined;
  /** Jobs that have moved since the last update of browsers. */
  readonly #moved = new Map<JobId, JobCard>();
  #hasMore = false;
  /** Whether the last look succeeded; null before the first. */
  #storeAvailable: boolean | null = null;
  /** Ends what runs for the present watchers. Set while, and only while, there are browsers. */
  #watching: AbortController | undefined;
  readonly #running = new Set<Promise<void>>();
  #stopped = false;

  constructor(deps: LiveFeedDeps) {
    this.#deps = deps;
  }

  async start(): Promise<void> {}

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const browser of this.#browsers.keys()) browser.end();
    this.#browsers.clear();
    this.#rest();
    await Promise.all(this.#running);
  }

  get watchers(): number {
    return this.#browsers.size;
  }

  /** Sends this browser every change that the person may see, until it goes or their login ends. */
  watch(response: Response, { person, follow }: Pick<Login, 'person' | 'follow'>): void {
    const browser = openEventStream<LiveEvents>(response);
    if (this.#stopped) return browser.end();
    const unfollow = follow(() => browser.end());
    this.#browsers.set(browser, { person, greeted: false, openedAt: this.#deps.clock.now() });
    if (this.#storeAvailable === false) browser.send('store', { available: false });
    if (this.#storeAvailable) this.#greet();
    this.#watch();
    onClosed(response, () => {
      unfollow();
      this.#browsers.delete(browser);
      if (this.#browsers.size === 0) this.#rest();
    });
  }

  #watch(): void {
    if (this.#watching) return;
    this.#watching = new AbortController();
    const { signal } = this.#watching;
    for (const loop of [this.#look(signal), this.#follow(signal), this.#flushOften(signal), this.#keepAlive(signal)]) {
      const running = loop.finally(() => this.#running.delete(running));
      this.#running.add(running);
    }
  }

  #rest(): void {
    this.#watching?.abort();
    this.#watching = undefined;
    this.#state = undefined;
    this.#moved.clear();
    this.#hasMore = false;
    this.#storeAvailable = null;
  }

  async #look(signal: AbortSignal): Promise<void> {
    const { overview, eventsAside } = this.#deps.store;
    while (!signal.aborted) {
      try {
        const [counts, limits, aside] = await Promise.all([overview.counts(), overview.limits(), eventsAside.newest(NEWEST_ASIDE)]);
        if (signal.aborted) return;
        this.#replace({ counts, limits, aside });
        this.#available(true);
        this.#greet();
      } catch (error) {
        if (signal.aborted) return;
        if (this.#storeAvailable !== false) this.#deps.logger.warn({ error }, 'live.store_away');
        this.#available(false);
      }
      await this.#deps.clock.sleep(LOOK_EVERY_MS, signal);
    }
  }

  #replace(state: LiveState): void {
    const before = this.#state;
    this.#state = state;
    if (!before) return;
    if (!same(before.counts, state.counts)) this.#send('counts', { counts: state.counts });
    if (!same(before.limits, state.limits)) this.#send('limits', { limits: state.limits });
    if (!same(before.aside, state.aside)) this.#send('aside', { aside: state.aside });
  }

  async #follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        for await (const event of this.#deps.store.watchEvents(signal)) {
          if (signal.aborted) return;
          if (event.about !== 'job') continue; // pages show jobs as they move; other things they ask for
          this.#note(jobCard(event.record));
        }
      } catch (error) {
        this.#deps.logger.warn({ error }, 'live.following_failed');
        await this.#deps.clock.sleep(PAUSE_AFTER_ERROR_MS, signal);
      }
    }
  }

  #note(card: JobCard): void {
    const known = this.#moved.get(card.id);
    if (known && known.seq >= card.seq) return;
    if (known || this.#moved.size < MOST_MOVED) this.#moved.set(card.id, card);
    else this.#hasMore = true;
  }

  async #flushOften(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#deps.clock.sleep(FLUSH_EVERY_MS, signal);
      if (signal.aborted || this.#moved.size === 0) continue;
      this.#send('moved', { jobs: [...this.#moved.values()], isPart: this.#hasMore });
      this.#moved.clear();
      this.#hasMore = false;
    }
  }

  async #keepAlive(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#deps.clock.sleep(KEEP_ALIVE_EVERY_MS, signal);
      if (signal.aborted) return;
      for (const [browser, { openedAt }] of this.#browsers) {
        if (this.#deps.clock.now() - openedAt > STREAM_LIFE_MS) browser.end();
        else browser.keepAlive();
      }
    }
  }

  #available(available: boolean): void {
    if (this.#storeAvailable === available) return;
    this.#storeAvailable = available;
    for (const browser of this.#browsers.keys()) browser.send('store', { available });
  }

  #greet(): void {
    if (!this.#state) return;
    const snapshot = { now: new Date(this.#deps.clock.now()).toISOString(), ...this.#state };
    for (const [browser, watcher] of this.#browsers) {
      if (watcher.greeted) continue;
      sendTo(browser, watcher, { event: 'snapshot', data: snapshot });
      watcher.greeted = true;
    }
  }

  #send: Send = (event, data) => {
    for (const [browser, watcher] of this.#browsers) {
      if (watcher.greeted) sendTo(browser, watcher, { event, data } as Parameters<typeof forPerson>[1]);
    }
  };
}

function sendTo(browser: EventStream<LiveEvents>, { person }: Watcher, sent: Parameters<typeof forPerson>[1]): void {
  const shown = forPerson(person, sent);
  if (shown) browser.send(shown.event, shown.data);
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
