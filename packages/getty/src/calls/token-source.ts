/**
 * Provides one token for all calls. It is fetched when first needed. It is renewed in the background 5 minutes before it expires (half-way
 * through a life shorter than 10 minutes) while the old one is still used. It is replaced at once when Getty refuses it.
 */
import { singleFlight } from '@darkroom/runtime/single-flight';

import type { TokenGrant } from '../terms/wire.ts';

/** Compared by identity: a token endpoint may issue the same string twice. */
export type Token = {
  readonly value: string;
  readonly expiresAt: number;
};

export type TokenSourceOptions = {
  /** Fetches a token, with the given refresh token if there is one. */
  fetchToken: (refreshToken: string | undefined) => Promise<TokenGrant>;
  refreshToken?: string | undefined;
  now: () => number;
};

const RENEW_EARLY_MS = 5 * 60_000;
const SHORT_LIFE_MS = 10 * 60_000;
/** After a failed early renewal the old token stays in use, and the endpoint is not asked again for this long. */
const RENEWAL_PAUSE_MS = 15_000;

export class TokenSource {
  readonly #options: TokenSourceOptions;
  #refreshToken: string | undefined;
  #token: Token | undefined;
  #renewAt = 0;
  /** At most one fetch is in flight; every caller that needs its token awaits it. */
  readonly #fetch = singleFlight(() => this.#fetchNow());

  constructor(options: TokenSourceOptions) {
    this.#options = options;
    this.#refreshToken = options.refreshToken;
  }

  async current(): Promise<Token> {
    const now = this.#options.now();
    const token = this.#token;
    if (token === undefined || now >= token.expiresAt) return this.#fetch();
    if (now >= this.#renewAt) this.#renewEarly(now);
    return token;
  }

  /** Whether `current` would return the token that is already here. */
  isFresh(): boolean {
    return this.#token !== undefined && this.#options.now() < this.#token.expiresAt;
  }

  /** The token to use after `refused` got a 401. Many calls may report the same token; only one of them renews it. */
  async replace(refused: Token): Promise<Token> {
    return this.#token === refused ? this.#fetch() : this.current();
  }

  #renewEarly(now: number): void {
    this.#renewAt = now + RENEWAL_PAUSE_MS;
    // A failed renewal harms no call yet, and onCall got its record. Once the old token has expired, `current` throws the error.
    this.#fetch().catch(() => undefined);
  }

  async #fetchNow(): Promise<Token> {
    const askedAt = this.#options.now();
    const grant = await this.#options.fetchToken(this.#refreshToken);
    this.#refreshToken = this.#refreshToken && (grant.refreshToken ?? this.#refreshToken);
    this.#token = { value: grant.accessToken, expiresAt: askedAt + grant.lifeMs };
    this.#renewAt = askedAt + (grant.lifeMs < SHORT_LIFE_MS ? grant.lifeMs / 2 : grant.lifeMs - RENEW_EARLY_MS);
    return this.#token;
  }
}
