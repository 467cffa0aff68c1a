import type { Batch, JobStatus } from '@darkroom/contracts';

import { STATUSES, statusWord } from './job.ts';
import { counted } from '../text/text.ts';

type Counts = Batch['counts'];

/** A part of the bar of a batch: from where, and how wide, in percent of its accepted jobs. */
export type BarPart = { status: JobStatus; count: number; from: number; width: number };

/** Ended well stands first, then what went wrong, then what goes on: so the bar fills from the left. */
const ORDER: readonly JobStatus[] = ['succeeded', 'failed', 'canceled', 'expired', 'held', 'waiting', 'submitting', 'queued'];

/** The states of the jobs of a batch as parts of a bar. */
export function barParts(counts: Counts): BarPart[] {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  let from = 0;
  return ORDER.flatMap((status) => {
    const count = counts[status] ?? 0;
    if (count === 0) return [];
    const part = { status, count, from, width: (100 * count) / total };
    from += part.width;
    return [part];
  });
}

/** How many jobs have each status, in words: "3 succeeded, 1 failed". */
export function countsWords(counts: Counts): string {
  const words = STATUSES.filter((status) => (counts[status] ?? 0) > 0).map(
    (status) => `${(counts[status] ?? 0).toLocaleString()} ${statusWord(status).toLowerCase()}`,
  );
  return words.length === 0 ? 'no jobs' : words.join(', ');
}

/** How far a batch is: "12 of 20 ended, 2 rejected". */
export function progressWords({ ended, accepted, rejected }: Pick<Batch, 'ended' | 'accepted' | 'rejected'>): string {
  const more = rejected === 0 ? '' : `, ${counted(rejected, 'job')} rejected`;
  return accepted === 0 ? `No job was accepted${more}` : `${ended.toLocaleString()} of ${accepted.toLocaleString()} ended${more}`;
}
