import type { Redis } from 'ioredis';

import type { NewJob } from '../records/change.ts';
import type { Keys } from '../redis/keys.ts';

/** The idempotency key of an action: it takes effect once, for any number of requests. */
export type Once = NonNullable<NewJob['idempotency']>;

/** The key was used before with another body. */
export class KeyReusedError extends Error {
  override readonly name = 'KeyReusedError';
}

const DAY_MS = 86_400_000;
/** How long keys are kept. Actions on jobs may cost money; actions on endpoints may show a secret again. */
export const ONCE_FOR_JOBS_MS = 30 * DAY_MS;
export const ONCE_FOR_ENDPOINTS_MS = DAY_MS;

/** The form that commands take: see `once.lua`. `token`: unique for the command. */
export function encodeOnce(once: Once | undefined, token: string, ms: number) {
  return once && { ...once, token, ms };
}

/** Reads the answer of a command under a key. `replayed`: the action was done before. @throws KeyReusedError */
export function unlessReused<Answer extends { code: string }>(answer: Answer): Exclude<Answer, { code: 'reused' }> {
  if (answer.code === 'reused') throw new KeyReusedError();
  return answer as Exclude<Answer, { code: 'reused' }>;
}

/** The same check before deciding what to do. @throws KeyReusedError */
export async function wasDone({ redis, keys }: { redis: Redis; keys: Keys }, once: Once | undefined): Promise<boolean> {
  const [fingerprint] = (once && (await redis.get(keys.idempotency(once.key))))?.split(' ') ?? [];
  if (fingerprint !== undefined && fingerprint !== once?.fingerprint) throw new KeyReusedError();
  return fingerprint !== undefined;
}
