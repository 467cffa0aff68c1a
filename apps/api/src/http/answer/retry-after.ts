import { formatRetryAfter } from '@darkroom/contracts';

/** The default, in seconds. */
const USUAL = 2;
/** The longest: a caller that waits for hours may still ask once a minute. */
const MOST = 60;

/** `Retry-After`: when to ask again, in whole seconds. `etaSeconds`: the expected time, if known. */
export function retryAfter(etaSeconds: number | null = null): string {
  return formatRetryAfter(Math.min(MOST, etaSeconds ?? USUAL));
}
