/** What Redis says when it is there and cannot take or give data now: full, loading, a replica, busy, cut off from its cluster. */
const REFUSALS = /^(OOM|MISCONF|LOADING|READONLY|BUSY|NOREPLICAS|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|NOAUTH|WRONGPASS|NOPERM)\b/;

/** What ioredis says when a command got no answer, or could not be sent. It names only the first of these errors. */
const UNANSWERED = /^(Command timed out|Connection is closed|Stream isn't writeable|Reached the max retries per request)/;

const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** Whether an error of the store means "Redis cannot be used now", rather than a fault of ours. */
export function isRedisAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && NETWORK_CODES.has(code)) return 'syscall' in error;
  return REFUSALS.test(error.message) || UNANSWERED.test(error.message);
}
