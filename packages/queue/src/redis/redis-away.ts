/**
 * Errors of a Redis that runs but cannot read or write now: full, loading, a replica, busy, cut off from its cluster. `LATE` is from our
 * own commands (lua/prelude.lua). Before Redis 7 it wraps the error of a command in a script.
 */
const REFUSALS =
  /^(?:ERR Error running script .*: -)?(?:OOM|MISCONF|LOADING|READONLY|BUSY|NOREPLICAS|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|NOAUTH|WRONGPASS|NOPERM|LATE)\b/;

/**
 * Errors of ioredis for a command that got no answer, or could not be sent. It names only the first of these errors. `aborted`: the connection ended between
 * the answers to a pipeline, or within a transaction; those are not sent again.
 */
const UNANSWERED =
  /^(Command timed out|Command aborted due to connection close|Connection is closed|Stream isn't writeable|Reached the max retries per request)/;

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

/** Whether Redis answered that it cannot be used now: the command changed nothing. */
export function isRefusedByRedis(error: unknown): boolean {
  return error instanceof Error && REFUSALS.test(error.message);
}

/** Whether an error of the store means "Redis cannot be used now", rather than a fault of ours. */
export function isRedisAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && NETWORK_CODES.has(code)) return 'syscall' in error;
  return isRefusedByRedis(error) || UNANSWERED.test(error.message);
}
