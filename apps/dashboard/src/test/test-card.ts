import { newJobId } from '@darkroom/queue';

import type { JobCard } from '../jobs/job-card.ts';

/** A job as the page gets it: a queued generation, but for what is given. */
export function testCard(over: Partial<JobCard> = {}): JobCard {
  const at = '2026-11-21T12:00:00.000Z';
  return {
    id: newJobId(),
    type: 'generation',
    status: 'queued',
    reason: null,
    resume_at: null,
    pause: null,
    is_looked_up: false,
    run: 1,
    seq: 1,
    tenant: 'acme',
    prompt: 'a red fox in snow',
    operation: 'generate',
    download: null,
    images: [],
    polls: 0,
    billing: 'not_charged',
    error: null,
    created_at: at,
    since: at,
    finished_at: null,
    ...over,
  };
}
