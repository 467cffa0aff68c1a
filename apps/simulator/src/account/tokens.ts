import { randomBytes } from 'node:crypto';

import type { Clock } from '@darkroom/runtime';

import { Refused } from '../behaviour/refusals.ts';

const MAX_TOKENS = 10_000;

/** The newest 10,000 access tokens that are still valid. A restart forgets all of them, which clients must be able to handle. */
export class Tokens {
  readonly #clock: Clock;
  readonly #live = new Map<string, { client: string; expiresAt: number }>();

  constructor(deps: { clock: Clock }) {
    this.#clock = deps.clock;
  }

  issue(client: string, lifetimeMs: number): string {
    const token = randomBytes(24).toString('base64url');
    this.#live.set(token, { client, expiresAt: this.#clock.now() + lifetimeMs });
    for (const oldest of this.#live.keys()) {
      if (this.#live.size <= MAX_TOKENS) break;
      this.#live.delete(oldest);
    }
    return token;
  }

  /** The client that owns the token of this `Authorization` header. @throws Refused 401 */
  check(authorization: string | undefined): string {
    const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
    const entry = token === undefined ? undefined : this.#live.get(token);
    if (!entry || entry.expiresAt <= this.#clock.now()) throw new Refused('401');
    return entry.client;
  }
}
