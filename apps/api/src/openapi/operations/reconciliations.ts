import { Reconciliation, ReconciliationId, ReconciliationRequest } from '@darkroom/contracts';
import { z } from 'zod';

import { ListReconciliationsQuery } from '../../reconciliations/list-reconciliations.ts';
import type { Operations } from '../operation.ts';
import { RECONCILED, RECONCILING } from '../examples/reconciliations.ts';

const ReconciliationPage = z
  .strictObject({ data: z.array(Reconciliation), next_cursor: z.string().nullable() })
  .meta({ id: 'ReconciliationPage', description: 'One page of reconciliations, newest first, each with at most 10 differences.' });

export const reconciliationOperations: Operations = {
  'POST /v1/reconciliations': {
    id: 'startReconciliation',
    tag: 'Money',
    scope: 'admin',
    covers: 'all_tenants',
    summary: 'Start a reconciliation',
    description: `Compares Getty's generation history of a time with your jobs. It runs in the background, behind all calls of jobs: read it again at
\`Location\`. Generations that Getty may still be adding to its history are waited for.

You see the entries that your jobs made, and those without an owner that show the same operation, prompt and product as one of your jobs. An operator
who names no tenant gets all of the account. At most three may run at a time. One of the day before runs every day by itself.`,
    headers: ['Idempotency-Key'],
    body: {
      schema: ReconciliationRequest,
      examples: { days: { summary: 'Whole days (UTC)', value: { from: '2026-11-01', to: '2026-11-20' } } },
    },
    answers: {
      202: {
        says: 'It is stored, and will run.',
        headers: { Location: 'always', 'Retry-After': 'sometimes' },
        json: Reconciliation,
        examples: { started: { summary: 'Not begun yet', value: RECONCILING } },
      },
    },
    problems: ['too_many_reconciliations'],
  },

  'GET /v1/reconciliations': {
    id: 'listReconciliations',
    tag: 'Money',
    scope: 'admin',
    covers: 'all_tenants',
    summary: 'List reconciliations',
    description: 'Newest first, for 90 days.',
    query: ListReconciliationsQuery,
    answers: {
      200: {
        says: 'One page.',
        headers: { Link: 'sometimes' },
        json: ReconciliationPage,
        examples: { page: { summary: 'The last page', value: { data: [RECONCILED], next_cursor: null } } },
      },
    },
  },

  'GET /v1/reconciliations/:id': {
    id: 'getReconciliation',
    tag: 'Money',
    scope: 'admin',
    covers: 'all_tenants',
    summary: 'Get a reconciliation',
    description: 'Its counts and differences, or how far it has come: then `Retry-After` says when to ask again.',
    path: { id: ReconciliationId },
    answers: {
      200: {
        says: 'The reconciliation.',
        headers: { 'Retry-After': 'sometimes' },
        json: Reconciliation,
        examples: { completed: { summary: 'With two differences', value: RECONCILED } },
      },
    },
    problems: ['not_found'],
  },
};
