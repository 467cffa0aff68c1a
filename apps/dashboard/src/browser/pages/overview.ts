import { createJobList } from '../state/jobs/job-list.ts';
import { readFilters } from '../state/jobs/job-filters.ts';
import { overviewPage } from '../views/overview-page.ts';
import { startPage } from './start-page.ts';

const NEWEST = 12;
const MOST_HELD = 5;

const newest = createJobList(() => page.drawSoon());
const held = createJobList(() => page.drawSoon());
const lists = [newest, held];

const page = startPage({
  view: (frame, now) => overviewPage({ newest: newest.state, held: held.state }, frame, now),
  onMoved: (jobs) => {
    for (const list of lists) list.take(jobs);
    for (const list of lists) list.refreshSoon();
  },
  onChange: () => lists.forEach((list) => list.refreshSoon()),
});
newest.show(readFilters(new URLSearchParams()), NEWEST);
held.show(readFilters(new URLSearchParams({ status: 'held' })), MOST_HELD);
