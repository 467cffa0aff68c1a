import { AuditEntry } from '@darkroom/contracts';
import { z } from 'zod';

import { AuditQuery } from '../../audit/audit-query.ts';
import type { Operations } from '../operation.ts';

const AuditPage = z
  .strictObject({ data: z.array(AuditEntry), next_cursor: z.string().nullable() })
  .meta({ id: 'AuditPage', description: 'One page of the audit, newest first.' });

const ENTRY: AuditEntry = {
  id: 'aud_1795266000000-0',
  object: 'audit_entry',
  at: '2026-11-21T09:00:00.000Z',
  tenant: 'acme',
  actor: { type: 'key', id: 'key_0199f2a4c1d07b6c9e5f3a2b1c0d4e62', name: 'ci' },
  action: 'job.resolve',
  target: { type: 'job', id: 'job_0199f2a4c1d07b6c9e5f3a2b1c0d4e5f' },
  ip: '192.0.2.10',
  request_id: 'req_6c1f6f0e-5f0c-4c0b-9a57-0d7c8f1d2a3b',
  note: 'Seen in the history',
  changes: {
    status: { before: 'held', after: 'waiting' },
    action: { after: 'adopt' },
    generation_request_id: { after: 'c9b1a1c5-1d1f-4b1a-8f5e-2b7d4f0c9e11' },
  },
};

const CSV = `id,at,tenant,actor_type,actor_id,actor_name,action,target_type,target_id,ip,request_id,note,changes\r
aud_1795266000000-0,2026-11-21T09:00:00.000Z,acme,key,key_0199f2a4c1d07b6c9e5f3a2b1c0d4e62,ci,webhook_secret.read,webhook_secret,acme,192.0.2.10,req_1,,"{}"\r
`;

export const auditOperations: Operations = {
  'GET /v1/audit': {
    id: 'listAudit',
    tag: 'Audit',
    scope: 'admin',
    covers: 'all_tenants',
    summary: 'List who did what',
    description: `Newest first, for 13 months. Only actions that took effect are in it: no refused ones, and one entry for an action that was sent several
times under an \`Idempotency-Key\`. A bulk action has an entry for each job that it changed, with one \`request_id\`.

A page is read for at most 2 s. It may then be short, or empty, and still have a \`next_cursor\`.

\`Accept: text/csv\` answers the same page as CSV; the next one is in \`Link\`. A text that a spreadsheet would run as a formula begins with an
apostrophe.`,
    query: AuditQuery,
    answers: {
      200: {
        says: 'One page.',
        headers: { Link: 'sometimes', 'Content-Disposition': 'sometimes' },
        json: AuditPage,
        examples: { page: { summary: 'The last page', value: { data: [ENTRY], next_cursor: null } } },
        text: { 'text/csv': CSV },
      },
    },
  },
};
