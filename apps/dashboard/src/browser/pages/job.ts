import type { ResolveRequest } from '@darkroom/contracts';

import type { JobDetail } from '../../jobs/job-detail.ts';
import { call, newIdempotencyKey, problemWords } from '../state/call.ts';
import { createResource } from '../state/resource.ts';
import { subject } from '../words/job.ts';
import { jobPage } from '../views/job/job-page.ts';
import { startPage } from './start-page.ts';

/** What a job does at Getty is heard of as it happens. Polls and tries of its webhooks are seen by asking. */
const ASK_EVERY_MS = 3_000;
const LONGEST_TITLE = 60;

const id = location.pathname.split('/').at(-1) ?? '';
const detail = createResource<JobDetail>(() => {
  const card = detail.state.data?.card;
  if (card) document.title = `${subject(card).slice(0, LONGEST_TITLE)} · Darkroom`;
  page.drawSoon();
});
/** What stood in the way of the last decision about a held job. */
let refusal: string | null = null;
let isDeciding = false;

const resolve = async (way: ResolveRequest): Promise<void> => {
  const job = detail.state.data?.job;
  if (!job || isDeciding) return;
  isDeciding = true;
  refusal = null;
  page.drawSoon();
  const options = { method: 'POST', body: way, tenant: job.tenant, idempotencyKey: newIdempotencyKey() } as const;
  const { problem } = await call(`/v1/jobs/${id}/resolve`, options);
  isDeciding = false;
  refusal = problem ? problemWords(problem) : null;
  detail.refreshSoon();
  page.drawSoon();
};

const page = startPage({
  view: (_frame, now) => jobPage(detail.state, { now, refusal, isDeciding, resolve: (way) => void resolve(way) }),
  onMoved: (jobs, isPart) => {
    if (isPart || jobs.some((job) => job.id === id)) detail.refreshSoon();
  },
  onChange: () => detail.refreshSoon(),
});
void detail.load((signal) => call<JobDetail>(`/data/jobs/${encodeURIComponent(id)}`, { signal }));
setInterval(() => document.hidden || detail.refreshSoon(), ASK_EVERY_MS);
