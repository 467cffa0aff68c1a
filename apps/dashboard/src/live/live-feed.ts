import type { JobId } from '@darkroom/contracts';
import type { Store } from '@darkroom/queue';
import type { Clock, Logger, Service } from '@darkroom/runtime';
import type { Response } from 'express';

import type { JobCard } from '../jobs/job-card.ts';
import { createBoard, type Board, type Changes } from './board.ts';
import { openEventStream, type EventStream } from './event-stream.ts';
import type { LiveEvents } from './live-events.ts';

const NEWEST = 60;
/** Held jobs ask for a person, so they are shown however old they are. */
const MOST_HELD = 30;
/** Events that were set aside: an operator lists the others on the command line. */
const NEWEST_ASIDE = 3;
const LOOK_EVERY_MS = 1_000;
/** The interval of updates to browsers, however busy the log is. */
const FLUSH_EVERY_MS = 100;
const KEEP_ALIVE_EVERY_MS = 15_000;
const PAUSE_AFTER_ERROR_MS = 1_000;
/** A browser must come back, and show its session again, at least this often. */
const STREAM_LIFE_MS = 3_600_000;

export type LiveFeedDeps = { store: Pick<Store, 'overview' | 'eventsAside' | 'watchEvents'>; clock: Clock; logger: Logger };

/**
 * Updates all browsers from one watcher. While a browser watches, it follows the event log and, since not every change makes an event
 * (an accepted job, a poll), reads the state once a second; browsers get the differences. Without a browser it does nothing.
 */
export class LiveFeed implements Service {
  readonly #deps: LiveFeedDeps;
  /** A browser is greeted once it has the whole state; only then does it get changes. */
  readonly #browsers = new Map<EventStream<LiveEvents>, { greeted: boolean; openedAt: number }>();
  #board: Board = createBoard();
  /** Changes from the log since the last update of browsers. Emptied whenever a reading is sent, so that nothing older follows it. */
  readonly #moved = new Map<JobId, JobCard>();
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

  /** Sends this browser every change until it goes. */
  watch(response: Response): void {
    const browser = openEventStream<LiveEvents>(response, () => {
      this.#browsers.delete(browser);
      if (this.#browsers.size === 0) this.#rest();
    });
    if (this.#stopped) return browser.end();
    this.#browsers.set(browser, { greeted: false, openedAt: this.#deps.clock.now() });
    if (this.#storeAvailable === false) browser.send('store', { available: false });
    if (this.#storeAvailable) this.#greet();
    this.#watch();
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
    this.#board = createBoard();
    this.#moved.clear();
    this.#storeAvailable = null;
  }

  async #look(signal: AbortSignal): Promise<void> {
    const { overview, eventsAside } = this.#deps.store;
    while (!signal.aborted) {
      try {
        const [newest, held, counts, limits, aside] = await Promise.all([
          overview.newest(NEWEST),
          overview.newest(MOST_HELD, 'held'),
          overview.counts(),
          overview.limits(),
          eventsAside.newest(NEWEST_ASIDE),
        ]);
        if (signal.aborted) return;
        const records = [...new Map([...newest, ...held].map((record) => [record.id, record])).values()];
        this.#flush();
        this.#send(this.#board.replace({ records, counts, limits, aside }));
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

  async #follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        for await (const event of this.#deps.store.watchEvents(signal)) {
          if (signal.aborted) return;
          if (event.about !== 'job') continue; // the page shows jobs
          const card = this.#board.applyEvent(event.record);
          if (card) this.#moved.set(card.id, card);
        }
      } catch (error) {
        this.#deps.logger.warn({ error }, 'live.following_failed');
        await this.#deps.clock.sleep(PAUSE_AFTER_ERROR_MS, signal);
      }
    }
  }

  async #flushOften(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#deps.clock.sleep(FLUSH_EVERY_MS, signal);
      if (!signal.aborted) this.#flush();
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

  #flush(): void {
    if (this.#moved.size === 0) return;
    this.#send({ jobs: [...this.#moved.values()] });
    this.#moved.clear();
  }

  #greet(): void {
    for (const [browser, state] of this.#browsers) {
      if (state.greeted) continue;
      browser.send('snapshot', { now: new Date(this.#deps.clock.now()).toISOString(), newest: NEWEST, ...this.#board.now() });
      state.greeted = true;
    }
  }

  #send(changes: Changes): void {
    for (const [browser, { greeted }] of this.#browsers) {
      if (!greeted) continue;
      if (changes.jobs || changes.gone) browser.send('jobs', { jobs: changes.jobs ?? [], gone: changes.gone ?? [] });
      if (changes.counts) browser.send('counts', { counts: changes.counts });
      if (changes.limits) browser.send('limits', { limits: changes.limits });
      if (changes.aside) browser.send('aside', { aside: changes.aside });
    }
  }
}
