/**
 * Errors of a Redis that runs but cannot read or write now: full, loading, a replica, without replicas, busy, cut off from its cluster. `MOVED`, `ASK`:
 * another node of the cluster has our keys, or is taking them over. `UNBLOCKED`: it became a replica while a command waited. `LATE` is from our own commands
 * (lua/prelude.lua), `UNREPLICATED` from replicated.ts. Before Redis 7 it wraps the error of a command in a script.
 */
const REFUSALS =
  /^(?:ERR Error running script .*: -)?(?:OOM|MISCONF|LOADING|READONLY|BUSY|NOREPLICAS|MASTERDOWN|CLUSTERDOWN|MOVED|ASK|TRYAGAIN|NOAUTH|WRONGPASS|NOPERM|LATE|UNREPLICATED|UNBLOCKED)\b/;

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

/** Whether Redis answered that it cannot be used now: the command changed nothing, or (`UNREPLICATED`) can be repeated. */
export function isRefusedByRedis(error: unknown): boolean {
  return error instanceof Error && REFUSALS.test(error.message);
}

/** Whether an error of the store means "Redis cannot be used now", rather than a fault of ours. */
export function isRedisAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && NETWORK_CODES.has(code)) return 'syscall' in error;
  return isRefusedByRedis(error) || UNANSWERED.test(error.message) || isAbortedSo(error);
}

/** A transaction is refused as a whole where Redis refused one of its commands, with the same errors. */
function isAbortedSo(error: Error): boolean {
  const { previousErrors } = error as { previousErrors?: unknown };
  return error.message.startsWith('EXECABORT') && Array.isArray(previousErrors) && previousErrors.some(isRedisAway);
}

/** The answer of the API then, in words. */
export function describeRedisAway(error: unknown): string {
  const text = error instanceof Error ? error.message : '';
  if (/\b(?:NOREPLICAS|UNREPLICATED)\b/.test(text)) return 'Redis has too few replicas now to keep a change safe. Try again later.';
  if (/^(?:ERR Error running script .*: -)?OOM\b/.test(text)) return 'Redis is full. Try again later.';
  return 'Redis cannot be used now. Try again later.';
}
