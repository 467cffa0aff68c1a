import type { GenerationJob } from '@darkroom/contracts';

import type { JobCard } from '../jobs/job-card.ts';
import type { JobDetail } from '../jobs/job-detail.ts';
import { testCard } from './test-card.ts';

type Over = Partial<Omit<JobDetail, 'job' | 'card'>> & { job?: object; card?: Partial<JobCard> };

/** A job with what belongs to it, as its page gets it: a queued generation, but for what is given. */
export function testDetail({ job: overJob = {}, card: overCard = {}, ...over }: Over = {}): JobDetail {
  const status = 'status' in overJob ? { status: overJob.status as JobCard['status'] } : {};
  const reason = 'reason' in overJob ? { reason: overJob.reason as JobCard['reason'] } : {};
  const card = testCard({ ...status, ...reason, ...overCard });
  const at = card.created_at;
  const job: GenerationJob = {
    id: card.id,
    object: 'job',
    type: 'generation',
    status: card.status,
    reason: card.reason,
    run: 1,
    seq: 1,
    tenant: card.tenant,
    operation: 'generate',
    source: null,
    request: { prompt: 'a red fox in snow' },
    getty: { generation_request_id: null, index: null, polls: 0, last_status: null },
    billing: { state: 'not_charged', because: 'nothing_sent', calls: [] },
    result: null,
    error: null,
    attempts: 0,
    timeline: [],
    queue: null,
    batch_id: null,
    parent_id: null,
    submitted_by: null,
    downloads: [],
    metadata: null,
    urls: { self: '', events: '', cancel: '' },
    resume_at: null,
    deadline_at: '2026-11-22T12:00:00.000Z',
    deadline_because: 'default_unsent',
    created_at: at,
    submitted_at: null,
    updated_at: at,
    finished_at: null,
    archive: null,
    images_expire_at: null,
    ...overJob,
  };
  return {
    job,
    card,
    downloads: [],
    parent: null,
    source: null,
    deliveries: [],
    price: null,
    key_names: {},
    next_at: null,
    budgets: [],
    ...over,
  };
}
