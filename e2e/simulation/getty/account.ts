import type { Dice } from '../time/dice.ts';

/** What an account at Getty may do at this moment, and how Getty behaves. The weather changes it, and no answer contains it. */
export type AccountSettings = {
  /** Generations pending at once. */
  pending: number;
  /** Calls a second. */
  queries: number;
  /** Downloads a day, and whether the count begins anew on its own. */
  daily: number;
  /** Generations left of a product; a product that is not named has no end. */
  quota: Record<number, number>;
  generationMs: { least: number; most: number };
  downloadMs: { least: number; most: number };
  /** How far the history lags behind. */
  historyLagMs: { least: number; most: number };
  /** Of the generations: answered at once with their result. */
  inline: number;
  /** Of the images: blocked. */
  blocked: number;
  tokenLifeS: number;
  /** `Retry-After` on refusals and 202s, where it gives one. */
  retryAfter: string | undefined;
  /** Of the history's entries: not readable. */
  unreadable: number;
  /** Of the answers: absurd. */
  absurd: number;
  /** Of the answers: a 5xx, before or after the effect. */
  fails: number;
};

export const CALM: AccountSettings = {
  pending: 20,
  queries: 50,
  daily: Infinity,
  quota: {},
  generationMs: { least: 2_000, most: 30_000 },
  downloadMs: { least: 500, most: 8_000 },
  historyLagMs: { least: 0, most: 20_000 },
  inline: 0,
  blocked: 0,
  tokenLifeS: 1_800,
  retryAfter: undefined,
  unreadable: 0,
  absurd: 0,
  fails: 0,
};

export type Limit = 'queries' | 'pending' | 'daily' | 'quota';

/** The limits of the account, as settings say now. Refused calls use nothing up. */
export function createAccount(deps: { settings: AccountSettings; dice: Dice; now: () => number; pendingNow: () => number }) {
  const { settings, now } = deps;
  /** When the latest calls were let through. */
  let passedAt: number[] = [];
  let downloadsToday = 0;

  return {
    settings,
    /** Whether one call more is within the queries of this second; it then counts. */
    takesQuery: (): boolean => {
      passedAt = passedAt.filter((at) => at > now() - 1_000);
      if (passedAt.length >= settings.queries) return false;
      passedAt.push(now());
      return true;
    },
    /** Why a generation is refused, if it is. */
    refusesGeneration: (productId: number | null): 'pending' | 'quota' | undefined => {
      const left = settings.quota[productId ?? 0];
      if (left !== undefined && left <= 0) return 'quota';
      if (deps.pendingNow() >= settings.pending) return 'pending';
      if (left !== undefined) settings.quota[productId ?? 0] = left - 1;
      return undefined;
    },
    /** Whether one download more is within the day's; it then counts. */
    takesDownload: (): boolean => {
      if (downloadsToday >= settings.daily) return false;
      downloadsToday++;
      return true;
    },
    beginDay: (): void => void (downloadsToday = 0),
  };
}

export type Account = ReturnType<typeof createAccount>;
