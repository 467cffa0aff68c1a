import { readQuery, onAddress } from '../state/address.ts';
import { bulkFilterOf, readFilters } from '../state/jobs/job-filters.ts';
import { createJobList } from '../state/jobs/job-list.ts';
import { createSelection } from '../state/jobs/selection.ts';
import { may } from '../state/person.ts';
import { askBulk } from '../views/jobs/ask-bulk.ts';
import { jobsPage } from '../views/jobs/jobs-page.ts';
import { startPage } from './start-page.ts';

/** As many as fit on a few screens. */
const ROWS = 50;
const CARDS = 60;

const list = createJobList(() => page.drawSoon());
const selection = may('operator') ? createSelection(() => page.drawSoon()) : undefined;
let filters = readFilters(readQuery());
let view: 'table' | 'cards' = 'table';
let said: string | null = null;

const show = (): void => {
  filters = readFilters(readQuery());
  view = readQuery().get('view') === 'cards' ? 'cards' : 'table';
  said = null;
  selection?.clear();
  list.show(filters, view === 'cards' ? CARDS : ROWS);
};

const act = (action: 'cancel' | 'retry', of: 'chosen' | 'matching'): void => {
  const { tenant, query } = filters;
  const targets = of === 'chosen' ? { ids: [...(selection?.ids ?? [])] } : { filter: bulkFilterOf(query) };
  askBulk(action, { ...targets, tenant }, (words) => {
    selection?.clear();
    said = words;
    page.announce(words);
    list.refreshSoon();
  });
};

const page = startPage({
  view: (frame, now) => jobsPage({ filters, view, list: list.state, selection, said }, frame, { now, act }),
  onMoved: (jobs, isPart) => {
    list.take(jobs);
    if (isPart || jobs.length > 0) list.refreshSoon();
  },
  onChange: () => list.refreshSoon(),
});
onAddress(show);
show();
