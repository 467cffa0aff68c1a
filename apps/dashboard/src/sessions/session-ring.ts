import { isRedisAway, SETTINGS_PERSON, withoutPatience, type OpenSession, type PersonRecord, type Store } from '@darkroom/queue';
import type { Clock, Logger, Service } from '@darkroom/runtime';

import type { Person } from '../login/person.ts';
import { isSettingsName, type SettingsPerson } from '../login/settings-person.ts';
import { createFresh, type Fresh } from './fresh.ts';

/** Who is let in. `id`: of the person, or `SETTINGS_PERSON`. `digest`: of the session; null for HTTP Basic. */
export type Entered = { person: Person; id: string; digest: string | null };

/** Called when whom it follows may no longer be here. */
type Follower = { entered: Entered; version: string | null; onEnd: () => void };

const LOOK_EVERY_MS = 400;
/** How exactly it is noted when a session was last used. */
const SEEN_EVERY_MS = 60_000;

export type SessionRingDeps = {
  store: Pick<Store, 'sessions' | 'people'>;
  settings: SettingsPerson;
  clock: Clock;
  logger: Logger;
  monotonic?: () => number;
};

/**
 * Who is logged in, as Redis had it at most a second ago. Streams that are open follow their login, and end with it. That is at the logout, at the end of the
 * session, when an admin ends it, and when the person changes in a way that ends it.
 */
export class SessionRing implements Service {
  readonly #deps: SessionRingDeps;
  readonly #sessions: Fresh<OpenSession>;
  readonly #people: Fresh<PersonRecord>;
  readonly #followers = new Set<Follower>();
  readonly #ending = new AbortController();
  #looking: Promise<void> = Promise.resolve();

  constructor(deps: SessionRingDeps) {
    this.#deps = deps;
    const { store, monotonic } = deps;
    this.#sessions = createFresh(async (digest) => (await store.sessions.read([digest]))[0] ?? null, { monotonic });
    this.#people = createFresh((name) => store.people.find('name', name), { monotonic });
  }

  async start(): Promise<void> {
    if (!this.#ending.signal.aborted) this.#looking = withoutPatience(() => this.#look());
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#looking;
  }

  /** Whose session it is, if it has not ended. @throws the error of Redis, while it is away and the session is not known */
  async find(digest: string): Promise<Entered | null> {
    const session = await this.#sessions.get(digest);
    if (session === null || session.endsAt <= this.#deps.clock.now()) return null;
    const { settings } = this.#deps;
    if (session.person === null) return session.mark === settings.mark ? { person: settings.person, id: SETTINGS_PERSON, digest } : null;
    const { id, name, role, tenants } = session.person;
    return isSettingsName(settings, name) ? null : { person: { name, role, tenants }, id, digest };
  }

  /** Notes that a session is used, from this address; now and then. */
  async noteUse(digest: string, ip: string | null): Promise<void> {
    const { clock, store, logger } = this.#deps;
    const session = await this.#sessions.get(digest);
    const at = clock.now();
    if (session === null || at - session.seenAt < SEEN_EVERY_MS) return;
    session.seenAt = at; // other requests need not note it too
    await store.sessions.noteSeen(new Map([[digest, { at, ip }]])).catch((error: unknown) => {
      if (!isRedisAway(error)) logger.warn({ error }, 'session.use_not_noted');
    });
  }

  /** A stored person who may log in. @throws the error of Redis, while it is away and they are not known */
  async findByName(name: string): Promise<PersonRecord | null> {
    const person = await this.#people.get(name.toLowerCase());
    const mayLogIn = person !== null && person.disabledAt === null && !isSettingsName(this.#deps.settings, person.name);
    return mayLogIn ? person : null;
  }

  /** Looks anew at the next request: it has ended, or has changed. */
  drop({ digest, name }: { digest?: string | null; name?: string }): void {
    if (digest) this.#sessions.drop(digest);
    if (name !== undefined) this.#people.drop(name.toLowerCase());
  }

  /**
   * Calls `onEnd` once they may no longer be here, until the returned function is called. `version`: of a person who comes without a session;
   * null for the one in the settings, who never ends.
   */
  follow(entered: Entered, version: string | null, onEnd: () => void): () => void {
    const follower = { entered, version, onEnd };
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  async #look(): Promise<void> {
    const { clock } = this.#deps;
    const { signal } = this.#ending;
    while (!signal.aborted) {
      await clock.sleep(LOOK_EVERY_MS, signal);
      if (!signal.aborted) await Promise.all([...this.#followers].map((follower) => this.#endIfOver(follower)));
    }
  }

  async #endIfOver(follower: Follower): Promise<void> {
    if (!(await this.#isOver(follower)) || !this.#followers.delete(follower)) return;
    follower.onEnd();
  }

  async #isOver({ entered: { digest, id, person }, version }: Follower): Promise<boolean> {
    try {
      if (digest !== null) return (await this.find(digest)) === null;
      return id !== SETTINGS_PERSON && (await this.findByName(person.name))?.version !== version;
    } catch (error) {
      if (!isRedisAway(error)) this.#deps.logger.warn({ error }, 'session.not_read');
      return true; // Redis has been away for longer than what was read counts
    }
  }
}
