import type { Redis } from 'ioredis';

import type { NewJob } from '../records/change.ts';
import type { Keys } from '../redis/keys.ts';

/** The idempotency key of an action: it takes effect once, however often it is asked for. */
export type Once = NonNullable<NewJob['idempotency']>;

/** The key came with another body before. */
export class KeyReusedError extends Error {
  override readonly name = 'KeyReusedError';
}

const DAY_MS = 86_400_000;
/** How long keys are kept. What concerns a job may cost money; what concerns an endpoint may show its secret again. */
export const ONCE_FOR_JOBS_MS = 30 * DAY_MS;
export const ONCE_FOR_ENDPOINTS_MS = DAY_MS;

/** As commands take it: see `once.lua`. `token`: the command's own. */
export function encodeOnce(once: Once | undefined, token: string, ms: number) {
  return once && { ...once, token, ms };
}

/** What a command under a key answered. `replayed`: the action was done before. @throws KeyReusedError */
export function unlessReused<Answer extends { code: string }>(answer: Answer): Exclude<Answer, { code: 'reused' }> {
  if (answer.code === 'reused') throw new KeyReusedError();
  return answer as Exclude<Answer, { code: 'reused' }>;
}

/** The same, asked before it is decided what to do. @throws KeyReusedError */
export async function wasDone({ redis, keys }: { redis: Redis; keys: Keys }, once: Once | undefined): Promise<boolean> {
  const [fingerprint] = (once && (await redis.get(keys.idempotency(once.key))))?.split(' ') ?? [];
  if (fingerprint !== undefined && fingerprint !== once?.fingerprint) throw new KeyReusedError();
  return fingerprint !== undefined;
}
