import type { BudgetsShown } from '../../budgets/budget-data.ts';
import { onAddress, readQuery } from '../state/address.ts';
import { call } from '../state/call.ts';
import { chosenTenant } from '../state/chosen-tenant.ts';
import type { HeldPage } from '../state/held/held-types.ts';
import { readFilters } from '../state/jobs/job-filters.ts';
import { createJobList } from '../state/jobs/job-list.ts';
import { rangeOf, type HistoryAnswer } from '../state/overview/history.ts';
import { may, readPerson } from '../state/person.ts';
import { createResource } from '../state/resource.ts';
import { askTry } from '../views/overview/ask-try.ts';
import { overviewPage } from '../views/overview/overview-page.ts';
import { startPage } from './start-page.ts';

const NEWEST = 12;
const MOST_HELD = 5;
const MOST_BUDGETS = 6;
/** A worker notes each minute; budgets change with each job, and are looked at now and then. */
const LOOK_EVERY_MS = 30_000;

const seesAll = readPerson().tenants === null;
const drawSoon = (): void => page.drawSoon();
const newest = createJobList(drawSoon);
/** The oldest ones: they have waited longest. */
const held = createResource<HeldPage>(drawSoon);
const history = seesAll ? createResource<HistoryAnswer>(drawSoon) : undefined;
const budgets = createResource<BudgetsShown>(drawSoon);
let range = rangeOf(readQuery());

function readJobs(): void {
  newest.refreshSoon();
  held.refreshSoon();
}

const readHistory = (): void => {
  range = rangeOf(readQuery());
  void history?.load((signal) => call<HistoryAnswer>(`/data/history?range=${range}`, { signal }), {
    keep: history.state.data?.range === range,
  });
};

const tryNow = may('operator') && seesAll ? (name: string, what: string) => askTry(name, what, (words) => page.announce(words)) : undefined;

const page = startPage({
  view: (frame, now) =>
    overviewPage({ newest: newest.state, held: held.state, range, history: history?.state, budgets: budgets.state }, frame, {
      now,
      tryNow,
    }),
  onMoved: (jobs) => {
    newest.take(jobs);
    readJobs();
  },
  onChange: readJobs,
});
newest.show(readFilters(new URLSearchParams()), NEWEST);
void held.load((signal) => call<HeldPage>(`/data/held?limit=${MOST_HELD}`, { signal, tenant: chosenTenant(new URLSearchParams()) }));
readHistory();
onAddress(readHistory);
void budgets.load((signal) => call<BudgetsShown>(`/data/budgets?limit=${MOST_BUDGETS}`, { signal }));
setInterval(() => {
  history?.refreshSoon();
  budgets.refreshSoon();
}, LOOK_EVERY_MS);
