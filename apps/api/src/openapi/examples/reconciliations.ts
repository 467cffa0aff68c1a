import type { Reconciliation } from '@darkroom/contracts';

import { HELD } from './jobs.ts';

/** A reconciliation that has just begun. */
export const RECONCILING = {
  id: 'rec_0199f2a4c1d07b6c9e5f3a2b1c0d4e62' as Reconciliation['id'],
  object: 'reconciliation',
  status: 'running',
  tenant: 'acme',
  trigger: 'request',
  scope: null,
  from: '2026-11-01T00:00:00.000Z',
  to: '2026-11-21T00:00:00.000Z',
  counts: { matched: 0, ours_only: 0, getty_only: 0, different: 0 },
  cost_difference: null,
  currency: null,
  differences: [],
  differences_omitted: 0,
  not_compared: 0,
  progress: { step: 'waiting', pages: 0, entries: 0, jobs: 0, resume_at: null },
  error: null,
  created_at: '2026-11-21T12:00:00.000Z',
  completed_at: null,
} satisfies Reconciliation;

/** A completed one with a difference. */
export const RECONCILED = {
  ...RECONCILING,
  status: 'completed',
  scope: 'user',
  counts: { matched: 90, ours_only: 0, getty_only: 1, different: 1 },
  cost_difference: '0.24',
  currency: 'USD',
  differences: [
    {
      kind: 'getty_only',
      generation_request_id: '0a1b2c3d-4e5f-6789-abcd-ef0123456789',
      job_id: null,
      fields: [],
      cost: '0.12',
    },
    {
      kind: 'different',
      generation_request_id: '1b2c3d4e-5f60-789a-bcde-f0123456789a',
      job_id: HELD.id as Reconciliation['differences'][number]['job_id'],
      fields: ['generation_request_id', 'billing'],
      cost: '0.12',
    },
  ],
  progress: { step: 'done', pages: 2, entries: 92, jobs: 120, resume_at: null },
  completed_at: '2026-11-21T12:00:04.000Z',
} satisfies Reconciliation;
