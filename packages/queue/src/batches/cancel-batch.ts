import { isFinal, type JobId, type JobStatus, type JobType } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import type { BatchRecord } from '../records/batch-record.ts';
import { batchJobId } from '../records/job-id.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Keys } from '../redis/keys.ts';
import { readHashFields } from '../reading/read-hashes.ts';
import { withPatience } from '../redis/redis-patience.ts';

/** Jobs looked at, and stopped at once, at the most. */
const CHUNK = 25;

/**
 * Cancels every job of a batch that has not ended: one command a job, a few at a time, so that Redis serves others between them. Stopping in the
 * middle leaves the others as they were; calling again goes on. `firstEndsOnly`: a job that has ended once and was retried since is left alone.
 */
export async function cancelJobsOf(
  { redis, keys, jobs }: { redis: Redis; keys: Keys; jobs: Pick<Jobs, 'cancel'> },
  batch: BatchRecord,
  { firstEndsOnly }: { firstEndsOnly: boolean },
): Promise<void> {
  const cancelSome = async (start: number): Promise<void> => {
    const count = Math.min(CHUNK, batch.total - start);
    const ids = Array.from({ length: count }, (_, index) => batchJobId(batch.id, start + index));
    const found = await readHashFields(redis, ids.map(keys.job), ['type', 'status', 'batch_open']);
    const open = ids.flatMap((id, index): { id: JobId; type: JobType }[] => {
      const [type, status, batchOpen] = found[index]!;
      // Without a status it was rejected, or retention took it.
      const unended = typeof status === 'string' && !isFinal(status as JobStatus);
      return unended && (batchOpen !== null || !firstEndsOnly) ? [{ id, type: type as JobType }] : [];
    });
    await Promise.all(open.map(({ id, type }) => jobs.cancel(id, type)));
  };
  // A Redis that hangs is noticed in the step under way; forty steps may take longer than one request waits otherwise.
  for (let start = 0; start < batch.total; start += CHUNK) await withPatience(() => cancelSome(start));
}
