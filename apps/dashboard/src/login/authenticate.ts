import { createHmac, randomBytes } from 'node:crypto';

import { isRedisAway, type PersonRecord } from '@darkroom/queue';
import type { Logger } from '@darkroom/runtime';

import type { PasswordChecks } from '../passwords/password-checks.ts';
import type { SessionRing } from '../sessions/session-ring.ts';
import type { LoginThrottle } from './login-throttle.ts';
import type { SettingsPerson } from './settings-person.ts';

/** Whose name and password were given. `stored` null: of the person in the settings. */
export type Account = { name: string; stored: PersonRecord | null };

export type LoginOutcome =
  | { outcome: 'welcome'; account: Account }
  /** `account`: the name of one that exists; null: of none, so it may be a password in the wrong field. */
  | { outcome: 'wrong'; account: string | null }
  | { outcome: 'throttled'; waitSeconds: number }
  /** Redis is away, so it is not known who may log in. */
  | { outcome: 'away' };

export type AuthenticateDeps = {
  ring: SessionRing;
  settings: SettingsPerson;
  passwords: PasswordChecks;
  throttle: LoginThrottle;
  logger: Logger;
};

export type Authenticate = (given: Given) => Promise<LoginOutcome>;

type Given = { address: string; user: string; password: string };

/**
 * Compares a name and password, unless their address, or others at this account, have failed too often. A try counts as failed while it is compared, so that
 * many at once are slowed down too; a script that sends the same several times at once makes one try. The same work is done for names that nobody has.
 */
export function createAuthenticate(deps: AuthenticateDeps): Authenticate {
  const key = randomBytes(32);
  const underWay = new Map<string, Promise<LoginOutcome>>();
  return (given) => {
    const name = createHmac('sha256', key)
      .update(JSON.stringify([given.address, given.user, given.password]))
      .digest('base64');
    const present = underWay.get(name);
    if (present) return present;
    const trying = authenticate(deps, given).finally(() => underWay.delete(name));
    underWay.set(name, trying);
    return trying;
  };
}

async function authenticate(deps: AuthenticateDeps, given: Given): Promise<LoginOutcome> {
  const { throttle, passwords } = deps;
  const waitSeconds = throttle.waitSeconds(given);
  if (waitSeconds > 0) return { outcome: 'throttled', waitSeconds };
  throttle.failed(given);
  const found = await findAccount(deps, given.user);
  if (found === 'away') {
    throttle.forgive(given);
    return { outcome: 'away' };
  }
  if (await passwords.matches(found?.hash ?? null, given.password)) {
    throttle.forgive(given);
    throttle.succeeded(given);
    return { outcome: 'welcome', account: found!.account };
  }
  deps.logger.warn({ address: given.address }, 'login.failed');
  return { outcome: 'wrong', account: found?.account.name ?? null };
}

type Found = { account: Account; hash: string | null };

/** The person in the settings is known without Redis, but the others are asked for in any case: the time shows nothing then. */
async function findAccount({ ring, settings }: AuthenticateDeps, user: string): Promise<Found | 'away' | null> {
  const isOfSettings = user === settings.person.name;
  try {
    const stored = await ring.findByName(user);
    if (!isOfSettings) return stored && { account: { name: stored.name, stored }, hash: stored.password };
  } catch (error) {
    if (!isRedisAway(error)) throw error;
    if (!isOfSettings) return 'away';
  }
  return { account: { name: user, stored: null }, hash: await settings.hash };
}
