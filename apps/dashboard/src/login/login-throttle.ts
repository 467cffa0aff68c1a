import { createHmac, createSecretKey, randomBytes } from 'node:crypto';

import { LRUCache } from 'lru-cache';

import { addressBlock } from './address-block.ts';

/**
 * Slows guessing down. After some failures nothing is compared for a while: from one address, whatever the account, and for one account,
 * wherever the tries come from. An address that has logged in to an account before is not held up by others' guesses at it.
 */
export type LoginThrottle = ReturnType<typeof createLoginThrottle>;

export type Login = { address: string; user: string };

const WINDOW_MS = 60_000;
const FAILURES_OF_ADDRESS = 5;
const FAILURES_OF_ACCOUNT = 10;

/** However many addresses try, no more is kept. */
const MOST_ADDRESSES = 10_000;
const MOST_KNOWN = 1_000;
/** Accounts share counters, so that invented names push no real one out. Which accounts share one is secret. */
const ACCOUNT_COUNTERS = 4_096;

type Failures = { count: number; endsAt: number };

export function createLoginThrottle({ now }: { now: () => number }) {
  const addresses = new LRUCache<string, Failures>({ max: MOST_ADDRESSES });
  const accounts = new Map<number, Failures>();
  const known = new LRUCache<string, true>({ max: MOST_KNOWN });
  const salt = createSecretKey(randomBytes(16)); // made once: for bytes, Node would make one for each name

  const accountOf = (user: string): number => createHmac('sha256', salt).update(user).digest().readUInt16BE() % ACCOUNT_COUNTERS;
  const nameOf = ({ address, user }: Login): string => `${addressBlock(address)} ${accountOf(user)}`;

  const waitMs = (failures: Failures | undefined, most: number): number =>
    failures !== undefined && failures.count >= most ? Math.max(0, failures.endsAt - now()) : 0;

  const counted = (failures: Failures | undefined): Failures =>
    failures === undefined || failures.endsAt <= now()
      ? { count: 1, endsAt: now() + WINDOW_MS }
      : { ...failures, count: failures.count + 1 };

  const forgiven = (failures: Failures | undefined): Failures | undefined =>
    failures && { ...failures, count: Math.max(0, failures.count - 1) };

  return {
    /** How many seconds this login must wait before it may be tried; 0: none. */
    waitSeconds: (login: Login): number => {
      const byAddress = waitMs(addresses.get(addressBlock(login.address)), FAILURES_OF_ADDRESS);
      const byAccount = known.has(nameOf(login)) ? 0 : waitMs(accounts.get(accountOf(login.user)), FAILURES_OF_ACCOUNT);
      return Math.ceil(Math.max(byAddress, byAccount) / 1_000);
    },
    failed: (login: Login): void => {
      const [block, account] = [addressBlock(login.address), accountOf(login.user)];
      addresses.set(block, counted(addresses.get(block)));
      if (!known.has(nameOf(login))) accounts.set(account, counted(accounts.get(account)));
    },
    /** Takes back a failure that was counted before it was known to be none. */
    forgive: (login: Login): void => {
      const [block, account] = [addressBlock(login.address), accountOf(login.user)];
      const [byAddress, byAccount] = [forgiven(addresses.get(block)), forgiven(accounts.get(account))];
      if (byAddress) addresses.set(block, byAddress);
      if (byAccount && !known.has(nameOf(login))) accounts.set(account, byAccount);
    },
    succeeded: (login: Login): void => void known.set(nameOf(login), true),
    /** How much is kept. */
    size: () => addresses.size + accounts.size + known.size,
  };
}
