import type { Logger } from '@darkroom/runtime';

import type { LoginThrottle } from './login-throttle.ts';
import type { Sessions } from './sessions.ts';

export type LoginOutcome = { outcome: 'welcome' | 'wrong' } | { outcome: 'throttled'; waitSeconds: number };

/** Compares a name and password, unless their address has failed too often. */
export async function authenticate(
  deps: { sessions: Sessions; throttle: LoginThrottle; logger: Logger },
  given: { address: string; user: string; password: string },
): Promise<LoginOutcome> {
  const waitSeconds = await deps.throttle.waitSeconds(given.address);
  if (waitSeconds > 0) return { outcome: 'throttled', waitSeconds };
  if (deps.sessions.matches(given.user, given.password)) return { outcome: 'welcome' };
  await deps.throttle.failed(given.address);
  deps.logger.warn({ address: given.address }, 'login.failed');
  return { outcome: 'wrong' };
}
