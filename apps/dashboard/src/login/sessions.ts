import { createHmac, scryptSync, timingSafeEqual } from 'node:crypto';

/**
 * Sessions of the only user. The password also makes the key that signs sessions. So a session is only a signed end time: it
 * survives restarts, holds at every replica, and ends for all when the password is changed. Own code: iron-session and @hapi/iron encrypt
 * contents, and there are none to encrypt.
 */
export type Sessions = ReturnType<typeof createSessions>;

export const SESSION_MS = 12 * 3_600_000;

export function createSessions(deps: { user: string; password: string; now: () => number }) {
  const { now } = deps;
  const key = scryptSync(deps.password, `darkroom-dashboard:${deps.user}`, 32);
  const sign = (text: string) => createHmac('sha256', key).update(text).digest();
  const user = sign(`user:${deps.user}`);
  const password = sign(`password:${deps.password}`);

  /** Compares in constant time, and always both. */
  const matches = (givenUser: string, givenPassword: string): boolean => {
    const sameUser = timingSafeEqual(user, sign(`user:${givenUser}`));
    const samePassword = timingSafeEqual(password, sign(`password:${givenPassword}`));
    return sameUser && samePassword;
  };

  /** A new session, as the text of its cookie. */
  const issue = (): string => {
    const endsAt = String(now() + SESSION_MS);
    return `${endsAt}.${sign(`session:${endsAt}`).toString('base64url')}`;
  };

  const isValid = (cookie: string): boolean => {
    const [, endsAt, signature] = /^(\d{1,16})\.([\w-]{43})$/.exec(cookie) ?? [];
    if (!endsAt || !signature) return false;
    return timingSafeEqual(sign(`session:${endsAt}`), Buffer.from(signature, 'base64url')) && Number(endsAt) > now();
  };

  return { matches, issue, isValid };
}
