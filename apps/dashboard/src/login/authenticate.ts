import type { Logger } from '@darkroom/runtime';

import type { LoginThrottle } from './login-throttle.ts';
import type { Sessions } from './sessions.ts';

export type LoginOutcome = { outcome: 'welcome' | 'wrong' } | { outcome: 'throttled'; waitSeconds: number };

/** Compares a name and password, unless their address, or others at this account, have failed too often. */
export function authenticate(
  deps: { sessions: Sessions; throttle: LoginThrottle; logger: Logger },
  given: { address: string; user: string; password: string },
): LoginOutcome {
  const waitSeconds = deps.throttle.waitSeconds(given);
  if (waitSeconds > 0) return { outcome: 'throttled', waitSeconds };
  if (deps.sessions.matches(given.user, given.password)) {
    deps.throttle.succeeded(given);
    return { outcome: 'welcome' };
  }
  deps.throttle.failed(given);
  deps.logger.warn({ address: given.address }, 'login.failed');
  return { outcome: 'wrong' };
}
