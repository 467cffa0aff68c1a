import type { Budget, DryRun, Usage } from '@darkroom/contracts';
import type { z } from 'zod';

/** Budgets, usage and preflights in examples. A test checks them against their schemas. */

export const BUDGET = {
  id: 'winter-campaign',
  object: 'budget',
  tenant: 'acme',
  project_code: 'WINTER-26',
  product_id: null,
  unit: 'generations',
  limit: '137',
  period: 'month',
  time_zone: 'Europe/Berlin',
  warn_at: [0.8],
  when_used_up: 'wait',
  set_by: 'tenant',
  reserved: '5',
  spent: '100',
  left: '32',
  waiting_jobs: 0,
  period_start: '2026-10-31T23:00:00.000Z',
  period_end: '2026-11-30T23:00:00.000Z',
  counting_since: '2026-11-02T09:00:00.000Z',
} satisfies z.input<typeof Budget>;

export const USED_UP_BUDGET = { ...BUDGET, reserved: '0', spent: '137', left: '0', waiting_jobs: 4 } satisfies z.input<typeof Budget>;

const COUNTS = { generations: 12, downloads: 3, not_charged: 1, charged: 13, may_be_charged: 1, unknown: 1, cost: '4.44' };

export const USAGE = {
  object: 'usage',
  from: '2026-11-01',
  to: '2026-11-30',
  group_by: ['day', 'project_code'],
  currency: 'USD',
  data: [{ day: '2026-11-02', project_code: 'WINTER-26', ...COUNTS }],
  total: COUNTS,
} satisfies z.input<typeof Usage>;

export const USAGE_CSV = [
  'day,project_code,generations,downloads,not_charged,charged,may_be_charged,unknown,cost\r\n',
  '2026-11-02,WINTER-26,12,3,1,13,1,1,4.44\r\n',
].join('');

export const DRY_RUN = {
  object: 'dry_run',
  would: 'accept',
  units: { generations: 1, 'downloads.4k': 4 },
  cost: '6.12',
  currency: 'USD',
  budgets: [{ id: BUDGET.id, needs: '1', left: '32', fits: true }],
  eta_seconds: 41,
} satisfies z.input<typeof DryRun>;

export const BATCH_DRY_RUN = {
  ...DRY_RUN,
  units: { generations: 2 },
  cost: '0.24',
  budgets: [{ id: BUDGET.id, needs: '2', left: '1', fits: false }],
  jobs: [
    { index: 0, would: 'accept' },
    { index: 1, would: 'reject' },
    { index: 2, error: { code: 'not_found', detail: 'There is no job with this id.' } },
  ],
} satisfies z.input<typeof DryRun>;
