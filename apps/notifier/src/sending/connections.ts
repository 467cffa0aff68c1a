import { Client, type buildConnector } from 'undici';

/**
 * Connections to receivers, kept for a moment after their use. Most webhooks follow others to the same receiver, and a new connection costs more than the
 * rest of a try (with https: ten times as much). The address of a name is checked whenever a connection is made, and a connection lives for a minute at
 * most. So long may a webhook reach an address after its name stopped leading there.
 *
 * A connection carries one request at a time and has no state of its own, so tenants share those to one origin. It is kept only after a complete answer.
 */
export type Connection = {
  readonly client: Client;
  readonly origin: string;
  /** Whether it has carried a request before. */
  readonly isUsed: boolean;
};

export type ConnectionsOptions = { connect: buildConnector.connector; now: () => number };

const IDLE_MS = 4_000;
const LIFE_MS = 60_000;
const MOST_IDLE_PER_ORIGIN = 8;
const MOST_IDLE = 256;
/**
 * Until a connection of an origin has carried two requests, the next waits so long: many servers close right after their answer, unannounced, and what is
 * sent in that moment is lost.
 */
const PROBATION_MS = 25;
/** An origin that closes idle connections sooner than this is sent each webhook over a connection of its own. */
const SOON_MS = 1_000;
const NOT_KEPT_FOR_MS = 10 * 60_000;
/** Origins of which it is remembered how they treat connections. */
const MOST_REMEMBERED = 1_000;

type Kept = { client: Client; origin: string; isUsed: boolean; bornAt: number; idleSince: number | null; isClosed: boolean };
/** `notKeptUntil` (ms): it closes connections unannounced. */
type Manner = { isProven: boolean; notKeptUntil: number };

export class Connections {
  readonly #options: ConnectionsOptions;
  /** Idle ones by origin, the latest used last. Least recently used origin first. */
  readonly #idle = new Map<string, Kept[]>();
  readonly #manners = new Map<string, Manner>();
  readonly #all = new Set<Kept>();
  #idleCount = 0;
  #isClosed = false;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  /** A connection for one request: an idle one, or one that is made with the request. */
  async take(origin: string): Promise<Connection> {
    for (let kept = this.#popIdle(origin); kept; kept = this.#popIdle(origin)) {
      if (!this.#mannerOf(origin).isProven) await new Promise((resolve) => setTimeout(resolve, PROBATION_MS));
      if (!kept.isClosed) return kept;
      this.#discard(kept);
    }
    return this.#create(origin);
  }

  /** Returns it after its request. `isComplete`: the answer was read to its end. */
  release(connection: Connection, isComplete: boolean): void {
    const kept = connection as Kept;
    const now = this.#options.now();
    const manner = this.#mannerOf(kept.origin);
    if (isComplete && kept.isUsed) manner.isProven = true;
    const mayBeKept = isComplete && !kept.isClosed && now - kept.bornAt < LIFE_MS && now >= manner.notKeptUntil;
    if (!mayBeKept || this.#isClosed) return this.#discard(kept);
    kept.isUsed = true;
    kept.idleSince = now;
    const idle = this.#idle.get(kept.origin) ?? [];
    this.#idle.delete(kept.origin);
    this.#idle.set(kept.origin, idle);
    idle.push(kept);
    this.#idleCount++;
    if (idle.length > MOST_IDLE_PER_ORIGIN) this.#dropOldest(kept.origin);
    else if (this.#idleCount > MOST_IDLE) this.#dropOldest(this.#idle.keys().next().value!);
  }

  /** The request failed on a connection that had been kept: its receiver closes them unannounced. */
  noteClosed(origin: string): void {
    Object.assign(this.#mannerOf(origin), { isProven: false, notKeptUntil: this.#options.now() + NOT_KEPT_FOR_MS });
  }

  /** Closes all, also those in use. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#idle.clear();
    await Promise.all([...this.#all].map(({ client }) => client.destroy()));
    this.#all.clear();
  }

  #create(origin: string): Kept {
    const client = new Client(origin, {
      connect: this.#options.connect,
      keepAliveTimeout: IDLE_MS,
      keepAliveMaxTimeout: IDLE_MS,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const kept: Kept = { client, origin, isUsed: false, bornAt: this.#options.now(), idleSince: null, isClosed: false };
    this.#all.add(kept);
    client.on('disconnect', (_url, _targets, error: Error & { code?: string }) => this.#noteDisconnect(kept, error));
    return kept;
  }

  #noteDisconnect(kept: Kept, error: Error & { code?: string }): void {
    kept.isClosed = true;
    if (kept.idleSince === null) return;
    // Ours, because it was idle or is not needed any more; the receiver had announced how long it keeps it.
    const isOurs = error.code === 'UND_ERR_INFO' || error.code === 'UND_ERR_DESTROYED';
    if (!isOurs && this.#options.now() - kept.idleSince < SOON_MS) this.noteClosed(kept.origin);
    this.#removeIdle(kept);
    this.#discard(kept);
  }

  #popIdle(origin: string): Kept | undefined {
    const kept = this.#idle.get(origin)?.at(-1);
    if (!kept) return undefined;
    this.#removeIdle(kept);
    if (!kept.isClosed && this.#options.now() - kept.bornAt < LIFE_MS) return kept;
    this.#discard(kept);
    return this.#popIdle(origin);
  }

  #removeIdle(kept: Kept): void {
    const idle = this.#idle.get(kept.origin);
    const place = idle?.indexOf(kept) ?? -1;
    kept.idleSince = null;
    if (!idle || place === -1) return;
    idle.splice(place, 1);
    this.#idleCount--;
    if (idle.length === 0) this.#idle.delete(kept.origin);
  }

  #dropOldest(origin: string): void {
    const [oldest] = this.#idle.get(origin) ?? [];
    if (!oldest) return;
    this.#removeIdle(oldest);
    this.#discard(oldest);
  }

  #discard(kept: Kept): void {
    kept.isClosed = true;
    this.#all.delete(kept);
    if (!kept.client.destroyed) void kept.client.destroy();
  }

  #mannerOf(origin: string): Manner {
    const manner = this.#manners.get(origin) ?? { isProven: false, notKeptUntil: 0 };
    this.#manners.delete(origin);
    this.#manners.set(origin, manner);
    if (this.#manners.size > MOST_REMEMBERED) this.#manners.delete(this.#manners.keys().next().value!);
    return manner;
  }
}
