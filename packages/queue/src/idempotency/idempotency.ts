import type { Redis } from 'ioredis';

import type { NewJob } from '../records/job/change.ts';
import type { Keys } from '../redis/keys.ts';

/** The idempotency key of an action: it takes effect once, for any number of requests. */
export type IdempotencyKey = NonNullable<NewJob['idempotency']>;

/** The key was used before with another body. */
export class KeyReusedError extends Error {
  override readonly name = 'KeyReusedError';
}

const DAY_MS = 86_400_000;
/** How long keys are kept. Actions on jobs may cost money; actions on endpoints may show a secret again. */
export const JOB_KEYS_KEPT_MS = 30 * DAY_MS;
export const ENDPOINT_KEYS_KEPT_MS = DAY_MS;

/** The form that commands take: see `idempotency.lua`. `token`: unique for the command. */
export function encodeIdempotency(idempotency: IdempotencyKey | undefined, token: string, ms: number) {
  return idempotency && { ...idempotency, token, ms };
}

/** Reads the answer of a command under a key. `replayed`: the action was done before. @throws KeyReusedError */
export function unlessReused<Answer extends { code: string }>(answer: Answer): Exclude<Answer, { code: 'reused' }> {
  if (answer.code === 'reused') throw new KeyReusedError();
  return answer as Exclude<Answer, { code: 'reused' }>;
}

/** The same check before deciding what to do. @throws KeyReusedError */
export async function wasDone({ redis, keys }: { redis: Redis; keys: Keys }, idempotency: IdempotencyKey | undefined): Promise<boolean> {
  const [fingerprint] = (idempotency && (await redis.get(keys.idempotency(idempotency.key))))?.split(' ') ?? [];
  if (fingerprint !== undefined && fingerprint !== idempotency?.fingerprint) throw new KeyReusedError();
  return fingerprint !== undefined;
}
