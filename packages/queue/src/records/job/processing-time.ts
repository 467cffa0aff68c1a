import type { Redis } from 'ioredis';

import type { Keys } from '../../redis/keys.ts';
import type { WorkKind } from './work-kind.ts';

/** Getty's processing time of a job, in ms since acceptance, as precisely as the polls show: it was still pending after `moreThanMs`. */
export type ProcessingTime = { moreThanMs: number; atMostMs: number };

/** Getty's processing times of the latest jobs of each kind, of all tenants; `write` stores them with the end of a job. */
export type ProcessingTimes = ReturnType<typeof createProcessingTimes>;

export function createProcessingTimes(deps: { redis: Redis; keys: Keys }) {
  return {
    /** The newest first: all that are kept, or this many. */
    latest: async (kind: WorkKind, most = 0): Promise<ProcessingTime[]> =>
      (await deps.redis.lrange(deps.keys.took(kind), 0, most - 1)).map(decodeProcessingTime),
  };
}

export function encodeProcessingTime({ moreThanMs, atMostMs }: ProcessingTime): string {
  return `${moreThanMs} ${atMostMs}`;
}

function decodeProcessingTime(text: string): ProcessingTime {
  const [moreThanMs, atMostMs] = text.split(' ').map(Number) as [number, number];
  return { moreThanMs, atMostMs };
}
