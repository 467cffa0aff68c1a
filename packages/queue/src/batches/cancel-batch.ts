import { isFinal, type JobId, type JobStatus, type JobType } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import type { Author } from '../audit/author.ts';
import type { BatchRecord } from '../records/batch-record.ts';
import { batchJobId } from '../records/job-id.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Keys } from '../redis/keys.ts';
import { readHashFields } from '../reading/read-hashes.ts';
import { withPatience } from '../redis/waiting/redis-patience.ts';

/** The most jobs read, and canceled at the same time. */
const CHUNK = 25;

/**
 * Cancels every unended job of a batch: one command per job, a few at a time, so that Redis serves others in between. An interrupted call
 * leaves the rest unchanged; a repeated call continues. `firstEndsOnly`: jobs that ended once and were retried are ignored.
 */
export async function cancelJobsOf(
  { redis, keys, jobs }: { redis: Redis; keys: Keys; jobs: Pick<Jobs, 'cancel'> },
  batch: BatchRecord,
  { firstEndsOnly, author }: { firstEndsOnly: boolean; author: Author | undefined },
): Promise<void> {
  const cancelSome = async (start: number): Promise<void> => {
    const count = Math.min(CHUNK, batch.total - start);
    const ids = Array.from({ length: count }, (_, index) => batchJobId(batch.id, start + index));
    const found = await readHashFields(redis, ids.map(keys.job), ['type', 'status', 'batch_open']);
    const open = ids.flatMap((id, index): { id: JobId; type: JobType }[] => {
      const [type, status, batchOpen] = found[index]!;
      // No status: it was rejected, or retention removed it.
      const unended = typeof status === 'string' && !isFinal(status as JobStatus);
      return unended && (batchOpen !== null || !firstEndsOnly) ? [{ id, type: type as JobType }] : [];
    });
    await Promise.all(open.toReversed().map(({ id, type }) => jobs.cancel(id, type, { author })));
  };
  // A hanging Redis is noticed in the current step; forty steps may take longer than one request may wait.
  // From the end: a job is canceled before its source, whose end would end it as failed.
  const last = Math.floor(Math.max(0, batch.total - 1) / CHUNK) * CHUNK;
  for (let start = last; start >= 0; start -= CHUNK) await withPatience(() => cancelSome(start));
}
