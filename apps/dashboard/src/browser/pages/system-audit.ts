import { downloadFile } from '../state/download-file.ts';
import { readQuery } from '../state/address.ts';
import { problemWords } from '../state/call.ts';
import { chosenTenant } from '../state/chosen-tenant.ts';
import { pathOfPage, readByAddress } from '../state/read-by-address.ts';
import { createResource } from '../state/resource.ts';
import { auditPage, type AuditPage } from '../views/system/audit-page.ts';
import { startPage } from './start-page.ts';

const ROWS = 50;
const FILTERS = ['actor', 'action', 'target', 'from', 'to'];

const list = createResource<AuditPage>(() => page.drawSoon());
let trouble: string | null = null;

/** The page of the list that the address asks for. */
const pathNow = (): string => pathOfPage('/v1/audit', ROWS, FILTERS);

const save = async (): Promise<void> => {
  const problem = await downloadFile(pathNow(), { tenant: chosenTenant(readQuery()), accept: 'text/csv' });
  trouble = problem && problemWords(problem);
  page.drawSoon();
};

const page = startPage({ view: (frame) => auditPage(list.state, frame, () => void save(), trouble) });
readByAddress(list, () => ({ path: pathNow(), tenant: chosenTenant(readQuery()) }));
