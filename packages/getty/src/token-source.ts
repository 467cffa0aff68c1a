/**
 * One token for all calls. It is fetched when first needed, renewed in the background 5 minutes before it dies (half-way through a life
 * shorter than 10 minutes) while the old one still serves, and replaced at once when Getty refuses it.
 */
import { singleFlight } from '@darkroom/runtime/single-flight';

import type { TokenGrant } from './wire.ts';

/** Compared by identity: a token endpoint may hand out the same string twice. */
export type Token = {
  readonly value: string;
  readonly expiresAt: number;
};

export type TokenSourceOptions = {
  /** Fetches a token, by the given refresh token where there is one. */
  fetchToken: (refreshToken: string | undefined) => Promise<TokenGrant>;
  refreshToken?: string | undefined;
  now: () => number;
};

const RENEW_EARLY_MS = 5 * 60_000;
const SHORT_LIFE_MS = 10 * 60_000;
/** After a failed early renewal the old token serves on, and the endpoint has peace for this long. */
const RENEWAL_PAUSE_MS = 15_000;

export class TokenSource {
  readonly #options: TokenSourceOptions;
  #refreshToken: string | undefined;
  #token: Token | undefined;
  #renewAt = 0;
  /** At most one fetch is in flight; everybody who needs its token awaits it. */
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

  /** Whether `current` would hand out the token that is here. */
  isFresh(): boolean {
    return this.#token !== undefined && this.#options.now() < this.#token.expiresAt;
  }

  /** The token to use after `refused` got a 401. However many calls bring the same refused token, one of them renews it. */
  async replace(refused: Token): Promise<Token> {
    return this.#token === refused ? this.#fetch() : this.current();
  }

  #renewEarly(now: number): void {
    this.#renewAt = now + RENEWAL_PAUSE_MS;
    // A failure harms nobody yet, and onCall was told of it; once the old token has died, `current` throws what still fails.
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
