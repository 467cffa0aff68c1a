import type { Job, QueuedReason } from '@darkroom/contracts';

/** What the first run's job waits for now, as words that follow "waits for". */
export function whatItWaitsFor(job: Job): string {
  switch (job.status) {
    case 'queued':
      return `${job.reason === null ? 'a worker' : REASONS[job.reason]}${placeOf(job)}`;
    case 'submitting':
      return 'the answer to its call';
    case 'waiting':
      return job.type === 'generation' ? 'the pictures' : 'the file';
    case 'held':
      return 'a decision: the outcome of its call is unknown';
    case 'succeeded':
    case 'failed':
    case 'canceled':
    case 'expired':
      return 'its webhook';
  }
}

const REASONS: Record<QueuedReason, string> = {
  capacity: 'a free slot at Getty, behind earlier jobs',
  throttled: 'Getty, which asked us to slow down',
  paused: 'a quota at Getty that is used up',
  getty_away: 'Getty, which does not answer',
  budget: 'a budget that is used up',
  source: 'the job that it is made from',
  scheduled: 'its time to run',
};

function placeOf({ queue }: Job): string {
  return queue?.position ? ` (number ${queue.position} in the queue)` : '';
}
