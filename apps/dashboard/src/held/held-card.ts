import { formatCost } from '@darkroom/contracts';
import { calledAt, isRedownload, type JobRecord } from '@darkroom/queue';

import { jobCard, type JobCard } from '../jobs/job-card.ts';

/** A held job as the page for decisions shows it. */
export type HeldCard = JobCard & {
  /** When the paid call was made that has no known outcome. */
  called_at: string;
  /** What that call costs, as decimal text: what is at stake, and the price of sending it again. Null where no price was set. */
  cost: string | null;
  /** Whether downloads follow a generation, which are paid besides. */
  has_downloads: boolean;
  /** Whether Getty can have something to go on with; it shows nothing of a re-download. */
  is_adoptable: boolean;
};

export function heldCard(record: JobRecord): HeldCard {
  const { request } = record.spec;
  return {
    ...jobCard(record),
    called_at: new Date(calledAt(record)).toISOString(),
    cost: record.price === null ? null : formatCost(record.price),
    has_downloads: 'download' in request && request.download !== undefined,
    is_adoptable: !isRedownload(record),
  };
}
