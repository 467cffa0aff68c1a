import { downloadFile } from '../state/download-file.ts';
import { onAddress, readQuery } from '../state/address.ts';
import { call, problemWords } from '../state/call.ts';
import { chosenTenant } from '../state/chosen-tenant.ts';
import { createResource } from '../state/resource.ts';
import { auditPage, type AuditPage } from '../views/system/audit-page.ts';
import { startPage } from './start-page.ts';

const ROWS = 50;
const FILTERS = ['actor', 'action', 'target', 'from', 'to', 'cursor'];

const list = createResource<AuditPage>(() => page.drawSoon());
let trouble: string | null = null;

/** The call with the filters of the address. */
const pathOf = (limit: number): string => {
  const given = readQuery();
  const query = new URLSearchParams({ limit: String(limit) });
  for (const name of FILTERS) {
    const value = given.get(name);
    if (value) query.set(name, value);
  }
  return `/v1/audit?${query.toString()}`;
};

const save = async (): Promise<void> => {
  const problem = await downloadFile(pathOf(ROWS), { tenant: chosenTenant(readQuery()), accept: 'text/csv' });
  trouble = problem && problemWords(problem);
  page.drawSoon();
};

const page = startPage({ view: (frame) => auditPage(list.state, frame, () => void save(), trouble) });

const show = (): void => {
  const tenant = chosenTenant(readQuery());
  void list.load((signal) => call<AuditPage>(pathOf(ROWS), { tenant, signal }));
};
onAddress(show);
show();
