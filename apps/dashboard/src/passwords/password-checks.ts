import { createHmac, randomBytes } from 'node:crypto';

import { createTurns } from '@darkroom/api/feed/turns';
import { LRUCache } from 'lru-cache';

import { hashPassword, matchesHash } from './hash-password.ts';

/**
 * Compares passwords with their hashes. Where there is no hash it takes as long as where there is one, so that the time shows no names. Each
 * comparison takes memory, so few run at once. A script sends its password with each request: one that matched is known from then on.
 */
export type PasswordChecks = ReturnType<typeof createPasswordChecks>;

const AT_ONCE = 2;
const MOST_KNOWN = 1_000;

/** What is compared where there is no hash; made once a process. */
let nobodys: Promise<string> | undefined;

export function createPasswordChecks() {
  const instead = (nobodys ??= hashPassword(randomBytes(16).toString('hex'))); // at the start: the first name that nobody has takes no longer than others
  const takeTurn = createTurns(AT_ONCE);
  const key = randomBytes(32);
  const known = new LRUCache<string, true>({ max: MOST_KNOWN });

  const nameOf = (hash: string, password: string): string => createHmac('sha256', key).update(`${hash}\0${password}`).digest('base64');

  return {
    /** Whether it matches; never where there is no hash (null). */
    matches: async (hash: string | null, password: string): Promise<boolean> => {
      const name = nameOf(hash ?? '', password);
      if (hash !== null && known.has(name)) return true;
      const compared = hash ?? (await instead);
      const matches = (await takeTurn(() => matchesHash(compared, password))) && hash !== null;
      if (matches) known.set(name, true);
      return matches;
    },
    hash: (password: string): Promise<string> => takeTurn(() => hashPassword(password)),
  };
}
