import type { Job } from '@darkroom/contracts';
import type { TemplateResult } from 'lit-html';

import type { JobDetail } from '../../jobs/job-detail.ts';
import { onAddress, readQuery } from '../state/address.ts';
import { call } from '../state/call.ts';
import { createJobList } from '../state/jobs/job-list.ts';
import { createOpenedDeliveries } from '../state/job/opened-deliveries.ts';
import { placeAmong } from '../state/pictures/neighbours.ts';
import { openName, picturesOf, readOpen } from '../state/pictures/picture.ts';
import { createResource } from '../state/resource.ts';
import { subject } from '../words/job/job.ts';
import { jobPage, type JobPageOptions } from '../views/job/job-page.ts';
import { createLightbox } from '../views/pictures/lightbox.ts';
import { begunWords } from '../views/actions/begun-words.ts';
import { shortened } from '../views/pieces/shortened.ts';
import { startPage } from './start-page.ts';

/** What a job does at Getty is heard of as it happens. Polls and tries of its webhooks are seen by asking. */
const ASK_EVERY_MS = 3_000;
const LONGEST_TITLE = 60;
const MOST_MADE = 12;

const id = location.pathname.split('/').at(-1) ?? '';
const drawSoon = (): void => page.drawSoon();
const detail = createResource<JobDetail>(() => {
  const { data } = detail.state;
  if (data) document.title = `${shortened(subject(data.card), LONGEST_TITLE)} · Darkroom`;
  if (data?.card.status === 'succeeded' && data.job.type === 'generation') showMade(data.job.tenant);
  drawSoon();
});
/** What was made from its pictures. Asked for once it has some. */
const made = createJobList(drawSoon);
const opened = createOpenedDeliveries(drawSoon);
const lightbox = createLightbox();
let isMadeShown = false;
let said: TemplateResult | string | null = null;

function showMade(tenant: string): void {
  if (isMadeShown) return;
  isMadeShown = true;
  made.show({ tenant, query: new URLSearchParams({ source_job_id: id }) }, MOST_MADE);
}

function refresh(): void {
  detail.refreshSoon();
  opened.refreshSoon();
}

const done = (words: string, job?: Job): void => {
  said = job ? begunWords(words, job.id) : words;
  page.announce(words);
  refresh();
  if (isMadeShown) made.refreshSoon();
  drawSoon();
};

const drawLightbox = (now: number): void => {
  const open = readOpen(readQuery());
  const { data } = detail.state;
  if (open?.jobId !== id || !data) return lightbox.draw(null);
  const place = placeAmong(picturesOf(data).map(openName), openName(open));
  lightbox.draw({ ...open, place, detail: detail.state, now, said, begun: done });
};

const page = startPage({
  view: (_frame, now) => {
    drawLightbox(now);
    const actions: JobPageOptions = { now, said, done, begun: done, opened, gone: () => location.assign('/jobs') };
    return jobPage({ detail: detail.state, made: made.state.data, query: readQuery() }, actions);
  },
  onMoved: (jobs, isPart) => {
    made.take(jobs);
    const downloads = detail.state.data?.job.downloads ?? [];
    if (isPart || jobs.some((job) => job.id === id || downloads.includes(job.id))) detail.refreshSoon();
  },
  onChange: refresh,
});
onAddress(drawSoon);
void detail.load((signal) => call<JobDetail>(`/data/jobs/${encodeURIComponent(id)}`, { signal }));
setInterval(() => document.hidden || refresh(), ASK_EVERY_MS);
