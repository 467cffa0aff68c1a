import type { BatchId, JobId } from '@darkroom/contracts';
import type { TraceContext } from '@darkroom/telemetry';
import type { Redis } from 'ioredis';

import type { Keys } from '../../redis/keys.ts';
import { readRequests } from './read-texts.ts';

/** The trace of a job or batch, packed or not; undefined: it has none, or was removed. */
export async function traceOf(
  { redis, keys }: { redis: Redis; keys: Keys },
  { jobId, batchId }: { jobId: JobId | null; batchId: BatchId | null },
): Promise<TraceContext | undefined> {
  const spec = await specOf();
  return spec === undefined ? undefined : (JSON.parse(spec) as { trace?: TraceContext }).trace;

  async function specOf(): Promise<string | undefined> {
    if (jobId !== null) return (await readRequests({ redis, keys }, [jobId]))[0]?.spec;
    return batchId === null ? undefined : ((await redis.hget(keys.batch(batchId), 'spec')) ?? undefined);
  }
}
