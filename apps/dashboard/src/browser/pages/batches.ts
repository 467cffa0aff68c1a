import type { SubmittedBatch } from '@darkroom/contracts';

import { onAddress, readQuery } from '../state/address.ts';
import { call } from '../state/call.ts';
import { chosenTenant } from '../state/chosen-tenant.ts';
import { createJobList } from '../state/jobs/job-list.ts';
import { createResource } from '../state/resource.ts';
import { askCancelBatch } from '../views/batches/ask-cancel-batch.ts';
import { batchesPage } from '../views/batches/batches-page.ts';
import type { BatchPage } from '../views/batches/batch-list.ts';
import type { BatchActions } from '../views/batches/batch-view.ts';
import { askBulk } from '../views/jobs/ask-bulk.ts';
import { startPage } from './start-page.ts';

const ROWS = 25;
const JOBS = 12;

const list = createResource<BatchPage>(() => page.drawSoon());
const batch = createResource<SubmittedBatch>(() => page.drawSoon());
const jobs = createJobList(() => page.drawSoon());
const shown = { list: '', batch: '' };
let tenant: string | null = null;
let said: string | null = null;

/** Reads what the address asks for, where that is something else than before. */
const show = (): void => {
  const query = readQuery();
  const cursor = query.get('cursor');
  const id = query.get('batch') ?? '';
  tenant = chosenTenant(query);
  const asked = new URLSearchParams({ limit: String(ROWS), ...(cursor !== null && { cursor }) }).toString();
  if (id === '' && shown.list !== `${tenant} ${asked}`) {
    shown.list = `${tenant} ${asked}`;
    void list.load((signal) => call<BatchPage>(`/v1/batches?${asked}`, { tenant, signal }));
  }
  if (id !== '' && shown.batch !== id) {
    void batch.load((signal) => call<SubmittedBatch>(`/v1/batches/${encodeURIComponent(id)}`, { tenant, signal }));
    jobs.show({ tenant, query: new URLSearchParams({ batch_id: id }) }, JOBS);
  }
  shown.batch = id;
  page.drawSoon();
};

const refresh = (): void => {
  if (shown.batch === '') return list.refreshSoon();
  batch.refreshSoon();
  jobs.refreshSoon();
};

const done = (words: string): void => {
  said = words;
  page.announce(words);
  refresh();
  page.drawSoon();
};

const actions: BatchActions = {
  cancel: (one) => askCancelBatch(one, done),
  retry: ({ id, tenant: of }) => askBulk('retry', { filter: { batch_id: id, status: ['failed', 'expired'] }, tenant: of }, done),
};

const page = startPage({
  view: (frame, now) => {
    const opened = shown.batch === '' ? null : { batch: batch.state, jobs: jobs.state };
    return batchesPage({ tenant, list: list.state, opened, said }, frame, { now, actions });
  },
  onMoved: (moved, isPart) => {
    jobs.take(moved);
    if (isPart || moved.length > 0) refresh();
  },
  onChange: refresh,
});
onAddress(() => {
  said = null;
  show();
});
show();
