import { expect, test } from '@jest/globals';
import type { LimitsNow, TenantCounts } from '@darkroom/queue';

import type { Person } from '../login/person.ts';
import { testCard } from '../test/test-card.ts';
import { forPerson } from './for-person.ts';

const all: Person = { name: 'ansel', role: 'admin', tenants: null };
const some: Person = { name: 'dorothea', role: 'viewer', tenants: ['acme'] };
const counts = { acme: { queued: 1 }, globex: { queued: 2 } } as unknown as TenantCounts;
const limits: LimitsNow = {
  pending: { limit: 8, given: false, met: false, taken: 3, waiting: { acme: 1, globex: 5 } },
  queries: { limit: null, given: false, waiting: { poll: 0, paid: 0 } },
  pauses: [],
  gettyAway: null,
};
const asideOf = (tenant: string) =>
  ({ id: `evt_${tenant}`, type: 'x', tenant, subject: 'job_1', tries: 5, error: 'a bug', at: 0 }) as never;

test('who is not limited sees all', () => {
  const sent = { event: 'counts', data: { counts } } as const;
  expect(forPerson(all, sent)).toBe(sent);
});

test('who is limited to tenants sees nothing of others', () => {
  const aside = { count: 2, newest: [asideOf('acme'), asideOf('globex')] };
  const shown = forPerson(some, { event: 'snapshot', data: { now: '', counts, limits, aside } });
  expect(shown?.data).toMatchObject({
    counts: { acme: { queued: 1 } },
    limits: { pending: { taken: 3, waiting: { acme: 1 } } },
    aside: { count: 1 },
  });
  expect(JSON.stringify(shown)).not.toContain('globex');
  const jobs = [testCard({ tenant: 'globex' }), testCard({ tenant: 'acme' })];
  expect(forPerson(some, { event: 'moved', data: { jobs, isPart: false } })?.data).toMatchObject({ jobs: [{ tenant: 'acme' }] });
  expect(forPerson(some, { event: 'moved', data: { jobs: jobs.slice(0, 1), isPart: false } })).toBeNull();
});
