import type { JobId, Tenant } from '@darkroom/contracts';
import { withoutPatience, type Store, type StoredEvent } from '@darkroom/queue';
import type { Clock, Service } from '@darkroom/runtime';

import type { Events } from '../events.ts';

/** Whose events: a tenant's, or a job's. */
export type Topic = `tenant ${Tenant}` | `job ${JobId}`;

/** Somebody who wants to hear of events as they happen. */
export type Listener = {
  /** From here on everything is told as it happens; what was before lies in the feed. Comes again whenever something may have been missed. */
  following(): void;
  told(event: StoredEvent): void;
  /** The API stops: nothing more will be told. */
  stopped(): void;
};

const PAUSE_AFTER_ERROR_MS = 500;

export type EventHubDeps = { store: Pick<Store, 'watchEvents'>; clock: Clock; events: Pick<Events, 'followingFailed'> };

/** Tells all who wait in this process of events, from one watch of the house's log: however many they are, Redis sees one connection. */
export class EventHub implements Service {
  readonly #deps: EventHubDeps;
  /** No set is empty. */
  readonly #listeners = new Map<Topic, Set<Listener>>();
  /** Ends the present watch. Set while, and only while, there are listeners. */
  #watch: AbortController | undefined;
  /** Whether the present watch tells of everything that happens. */
  #following = false;
  readonly #running = new Set<Promise<void>>();
  #stopped = false;

  constructor(deps: EventHubDeps) {
    this.#deps = deps;
  }

  async start(): Promise<void> {}

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const listener of this.#all()) listener.stopped();
    this.#listeners.clear();
    this.#rest();
    await Promise.all(this.#running);
  }

  /** Tells this listener from now on, until the function returned is called; that may be done twice. */
  join(topic: Topic, listener: Listener): () => void {
    if (this.#stopped) {
      listener.stopped();
      return () => undefined;
    }
    const those = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, those.add(listener));
    if (this.#following) listener.following();
    else this.#begin();
    return () => this.#leave(topic, listener);
  }

  #leave(topic: Topic, listener: Listener): void {
    const those = this.#listeners.get(topic);
    if (!those?.delete(listener) || those.size > 0) return;
    this.#listeners.delete(topic);
    if (this.#listeners.size === 0) this.#rest();
  }

  #begin(): void {
    if (this.#watch) return;
    this.#watch = new AbortController();
    const { signal } = this.#watch;
    const running = withoutPatience(() => this.#follow(signal)).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  #rest(): void {
    this.#watch?.abort();
    this.#watch = undefined;
    this.#following = false;
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const onWatching = () => {
      if (signal.aborted) return;
      this.#following = true;
      for (const listener of this.#all()) listener.following();
    };
    while (!signal.aborted) {
      try {
        for await (const event of this.#deps.store.watchEvents(signal, onWatching)) {
          if (signal.aborted) return;
          this.#tell(event);
        }
      } catch (error) {
        if (signal.aborted) return;
        this.#following = false;
        this.#deps.events.followingFailed(error);
        await this.#deps.clock.sleep(PAUSE_AFTER_ERROR_MS, signal);
      }
    }
  }

  #tell(event: StoredEvent): void {
    const topics: Topic[] = [`tenant ${event.tenant}`, ...(event.about === 'job' ? [`job ${event.record.id}` as const] : [])];
    for (const topic of topics) for (const listener of this.#listeners.get(topic) ?? []) listener.told(event);
  }

  /** As they are now: whoever is told may leave. */
  #all(): Listener[] {
    return [...this.#listeners.values()].flatMap((those) => [...those]);
  }
}
