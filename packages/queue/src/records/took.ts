import type { JobType } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import type { Keys } from '../redis/keys.ts';

/** Getty's processing time of a job, in ms since acceptance, as precisely as the polls show: it was still pending after `moreThanMs`. */
export type Took = { moreThanMs: number; atMostMs: number };

/** Getty's processing times of the latest jobs of each type, of all tenants; `write` stores them with the end of a job. */
export type TookLog = ReturnType<typeof createTookLog>;

export function createTookLog(deps: { redis: Redis; keys: Keys }) {
  return {
    /** The newest first: all that are kept, or this many. */
    latest: async (type: JobType, most = 0): Promise<Took[]> =>
      (await deps.redis.lrange(deps.keys.took(type), 0, most - 1)).map(decodeTook),
  };
}

export function encodeTook({ moreThanMs, atMostMs }: Took): string {
  return `${moreThanMs} ${atMostMs}`;
}

function decodeTook(text: string): Took {
  const [moreThanMs, atMostMs] = text.split(' ').map(Number) as [number, number];
  return { moreThanMs, atMostMs };
}
