import type { JobId, Tenant } from '@darkroom/contracts';
import { withoutPatience, type Store, type StoredEvent } from '@darkroom/queue';
import type { Clock, Service } from '@darkroom/runtime';

import type { Events } from '../events.ts';

/** The scope of events: all, those of a tenant, or of a job. */
export type Topic = 'all' | `tenant ${Tenant}` | `job ${JobId}`;

/** A listener for events as they happen. */
export type Listener = {
  /** From here on every event is passed on; earlier ones are in the feed. Called again whenever events may have been missed. */
  following(): void;
  onEvent(event: StoredEvent): void;
  /** The API stops: no more events follow. */
  stopped(): void;
};

const PAUSE_AFTER_ERROR_MS = 500;

export type EventHubDeps = { store: Pick<Store, 'watchEvents'>; clock: Clock; events: Pick<Events, 'followingFailed'> };

/** Passes events to all listeners in this process from one watch of the global log: Redis has one connection for any number of them. */
export class EventHub implements Service {
  readonly #deps: EventHubDeps;
  /** No set is empty. */
  readonly #listeners = new Map<Topic, Set<Listener>>();
  /** Ends the current watch. Set only while there are listeners. */
  #watch: AbortController | undefined;
  /** Whether the current watch passes on every event. */
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

  /** Sends events to this listener until the returned function is called, which may be done twice. */
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
          this.#publish(event);
        }
      } catch (error) {
        if (signal.aborted) return;
        this.#following = false;
        this.#deps.events.followingFailed(error);
        await this.#deps.clock.sleep(PAUSE_AFTER_ERROR_MS, signal);
      }
    }
  }

  #publish(event: StoredEvent): void {
    const topics: Topic[] = ['all', `tenant ${event.tenant}`, ...(event.about === 'job' ? [`job ${event.record.id}` as const] : [])];
    for (const topic of topics) for (const listener of this.#listeners.get(topic) ?? []) listener.onEvent(event);
  }

  /** A copy, since a listener may leave when it is called. */
  #all(): Listener[] {
    return [...this.#listeners.values()].flatMap((those) => [...those]);
  }
}
