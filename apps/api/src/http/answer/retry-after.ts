import { formatRetryAfter } from '@darkroom/contracts';

/** Where nothing is known better, in seconds. */
const USUAL = 2;
/** Whoever waits for hours may well look once a minute. */
const MOST = 60;

/** `Retry-After`: how soon it is worth asking again, in whole seconds. `etaSeconds`: how long what is waited for takes, as far as is known. */
export function retryAfter(etaSeconds: number | null = null): string {
  return formatRetryAfter(Math.min(MOST, etaSeconds ?? USUAL));
}
