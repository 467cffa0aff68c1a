import type { Batch, SubmittedBatch } from '@darkroom/client';

import { EXIT } from '../exit-codes.ts';
import { plain } from './text.ts';

/** `3 succeeded, 1 failed`. */
export function describeCounts({ counts }: Pick<Batch, 'counts'>): string {
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  return some.length === 0 ? 'none' : some.map(([status, count]) => `${count} ${status}`).join(', ');
}

/** A batch for people, with what was rejected. */
export function describeBatch(batch: SubmittedBatch): string {
  const { id, status, ended, accepted, rejected } = batch;
  const lines = [`${id}: ${status}, ${ended} of ${accepted} ended (${describeCounts(batch)}), ${rejected} rejected`];
  for (const job of batch.jobs) {
    if ('error' in job) {
      const fields = job.error.errors?.map(({ pointer, detail }) => ` ${plain(pointer)} ${plain(detail)}`).join(';') ?? '';
      lines.push(`  ${job.index}: ${plain(job.error.detail)} (${job.error.code})${fields}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** Like that of single jobs: held counts before failed, and a rejected job did not succeed. */
export function exitCodeOfBatch({ counts, accepted, rejected }: Batch): number {
  if (counts.held > 0) return EXIT.held;
  return counts.succeeded === accepted && rejected === 0 ? EXIT.done : EXIT.notSucceeded;
}
