import type { UsageShown } from '../../usage/usage-data.ts';
import { onAddress, readQuery } from '../state/address.ts';
import { atMostEvery } from '../state/at-most-every.ts';
import { call, problemWords } from '../state/call.ts';
import { downloadFile } from '../state/download-file.ts';
import { readPerson } from '../state/person.ts';
import { createResource } from '../state/resource.ts';
import { readUsageView, usageQuery, type UsageView } from '../state/usage/usage-view.ts';
import { usagePage, type UsagePageState } from '../views/usage/usage-page.ts';
import { startPage } from './start-page.ts';

/** Sums over a month are read less often than single jobs. */
const READ_EVERY_MS = 15_000;

const { tenants: own } = readPerson();
const usage = createResource<UsageShown>(() => page.drawSoon());
/** By the server's clock, as soon as that is known: it decides which month this is. */
let now = Date.now();
let view = readView();
let exporting: UsagePageState['exporting'] = null;

/** Whoever covers several tenants, but not all, looks at one of them. */
function readView(): UsageView {
  const read = readUsageView(readQuery(), now);
  return read.tenant === null && own !== null && own.length > 1 ? { ...read, tenant: own[0]! } : read;
}

const show = (): void => {
  view = readView();
  exporting = null;
  const { tenant } = view;
  const query = usageQuery(view);
  void usage.load((signal) => call<UsageShown>(`/data/usage?${query}`, { tenant, signal }), { keep: true });
};

const takeTime = (at: number): void => {
  now = at;
  if (usageQuery(readView()) !== usageQuery(view)) show();
};

const exportCsv = async (): Promise<void> => {
  exporting = 'under way';
  page.drawSoon();
  const problem = await downloadFile(`/data/usage?${usageQuery(view)}`, { accept: 'text/csv', tenant: view.tenant });
  exporting = problem ? { problem: problemWords(problem) } : null;
  page.announce(problem ? 'The file could not be made.' : 'The file was saved.');
};

const page = startPage({
  view: ({ counts }, at) => {
    takeTime(at);
    return usagePage({
      view,
      now,
      tenants: own ?? Object.keys(counts).toSorted(),
      mayAll: own === null,
      usage: usage.state,
      keyNames: usage.state.data?.key_names ?? {},
      exporting,
      exportCsv: () => void exportCsv(),
    });
  },
  onChange: atMostEvery(READ_EVERY_MS, () => usage.refreshSoon()),
});
onAddress(show);
show();
