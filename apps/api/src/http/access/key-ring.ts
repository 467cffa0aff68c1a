import type { KeyId, Scope } from '@darkroom/contracts';
import { countPatience, withoutPatience, type ApiKeys, type ChangedKeys, type CheckedKey } from '@darkroom/queue';
import type { Clock, Logger, Service } from '@darkroom/runtime';

/** A key, or why it is refused. */
export type Found = { key: CheckedKey } | { refused: 'unknown' | 'revoked' | 'expired' };

/** Called when a key may no longer do what it was followed for. */
type Follower = { id: KeyId; scope: Scope; onEnd: () => void };

const READ_EVERY_MS = 250;
/** A change takes effect within a second: no request is accepted by what is known from longer ago. */
const GOOD_FOR_MS = 700;
/** The most readings are 20 a second, however many unknown keys are sent. */
const APART_MS = 50;
/** A key that ended so long ago is forgotten, and then refused as unknown. A tenant may make and revoke keys all day. */
const ENDED_KEPT_MS = 60 * 60_000;
const FORGET_EVERY_MS = 5 * 60_000;

export type KeyRingDeps = {
  store: Pick<ApiKeys, 'readChanged'>;
  /** Keys of the settings, which never end. */
  permanent: ReadonlySet<KeyId>;
  clock: Clock;
  logger: Pick<Logger, 'warn'>;
  /** In ms, never set back. */
  monotonic?: () => number;
};

/**
 * All API keys, in memory. It asks Redis four times a second what has changed, so no request reads Redis for its key. A request that comes
 * when the last answer is old, or with a key that is not known yet, waits for the next reading, which such requests share.
 */
export class KeyRing implements Service {
  readonly #deps: Required<KeyRingDeps>;
  #byDigest = new Map<string, CheckedKey>();
  #byId = new Map<KeyId, CheckedKey>();
  readonly #followers = new Set<Follower>();
  #place: ChangedKeys['place'] | undefined;
  /** When the last successful reading began. */
  #readAt = -Infinity;
  #forgotAt = -Infinity;
  #begunAt = -Infinity;
  /** Redis' clock at one instant: all processes go by it, since their own clocks differ. */
  #redisClock: { ms: number; at: number } | undefined;
  /** The reading under way, and the one that begins after it. */
  #current: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  readonly #ending = new AbortController();
  #polling: Promise<void> = Promise.resolve();
  #failing = false;

  constructor(deps: KeyRingDeps) {
    this.#deps = { monotonic: () => performance.now(), ...deps };
  }

  /** Returns also if Redis is away: API keys are then refused with 503 until it is back. */
  async start(): Promise<void> {
    if (this.#ending.signal.aborted) return;
    await this.#readOrLog();
    this.#polling = withoutPatience(() => this.#poll());
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#polling;
  }

  /** Redis' clock, in ms. */
  now(): number {
    const { clock, monotonic } = this.#deps;
    return this.#redisClock ? this.#redisClock.ms + monotonic() - this.#redisClock.at : clock.now();
  }

  /** The key with this digest, as it was at most a second ago. @throws the error of Redis */
  async find(digest: string): Promise<Found> {
    const isOld = this.#deps.monotonic() - this.#readAt > GOOD_FOR_MS;
    if (isOld || !this.#byDigest.has(digest)) await this.refresh();
    const key = this.#byDigest.get(digest);
    const refused = this.#whyRefused(key);
    return refused === undefined ? { key: key! } : { refused };
  }

  /** Reads what has changed, and returns when a reading has ended that began after the call. @throws the error of Redis */
  refresh(): Promise<void> {
    this.#next ??= this.#readNext();
    return countPatience(this.#next);
  }

  /** Calls `onEnd` once the key is revoked, has expired or has lost the scope, until the returned function is called. */
  follow(id: KeyId, scope: Scope, onEnd: () => void): () => void {
    if (this.#deps.permanent.has(id)) return () => undefined;
    const follower = { id, scope, onEnd };
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  async #poll(): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      await this.#deps.clock.sleep(READ_EVERY_MS, signal);
      if (signal.aborted) return;
      await this.#readOrLog();
      this.#endFollowers(); // keys expire while Redis is away, too
    }
  }

  /** While Redis is away, one line is enough. */
  async #readOrLog(): Promise<void> {
    try {
      await this.refresh();
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) this.#deps.logger.warn({ error }, 'keys.not_read');
      this.#failing = true;
    }
  }

  async #readNext(): Promise<void> {
    const { clock, monotonic } = this.#deps;
    try {
      // If this fails, Redis is away: whoever waits for the next reading has waited long enough.
      await this.#current;
      const early = this.#begunAt + APART_MS - monotonic();
      if (early > 0) await clock.sleep(early, this.#ending.signal);
    } finally {
      this.#next = undefined;
    }
    this.#begunAt = monotonic();
    this.#current = withoutPatience(() => this.#read()).finally(() => {
      this.#current = undefined;
    });
    await this.#current;
  }

  async #read(): Promise<void> {
    const { store, monotonic } = this.#deps;
    const begunAt = monotonic();
    const { isAll, keys, redisNow, place } = await store.readChanged(this.#place);
    if (isAll) {
      this.#byDigest = new Map();
      this.#byId = new Map();
    }
    for (const key of keys) {
      this.#byDigest.set(key.digest, key);
      this.#byId.set(key.id, key);
    }
    this.#place = place;
    this.#readAt = begunAt;
    this.#redisClock = { ms: redisNow, at: monotonic() };
    this.#endFollowers();
    if (begunAt - this.#forgotAt > FORGET_EVERY_MS) this.#forgetEnded(begunAt);
  }

  #forgetEnded(now: number): void {
    this.#forgotAt = now;
    for (const { id, digest, revokedAt, expiresAt } of this.#byId.values()) {
      if (Math.min(revokedAt ?? Infinity, expiresAt ?? Infinity) > this.now() - ENDED_KEPT_MS) continue;
      this.#byDigest.delete(digest);
      this.#byId.delete(id);
    }
  }

  #whyRefused(key: CheckedKey | undefined): 'unknown' | 'revoked' | 'expired' | undefined {
    if (key === undefined) return 'unknown';
    if (key.revokedAt !== null) return 'revoked';
    return key.expiresAt !== null && key.expiresAt <= this.now() ? 'expired' : undefined;
  }

  #endFollowers(): void {
    for (const follower of this.#followers) {
      const key = this.#byId.get(follower.id);
      if (this.#whyRefused(key) === undefined && key!.scopes.has(follower.scope)) continue;
      this.#followers.delete(follower);
      follower.onEnd();
    }
  }
}
