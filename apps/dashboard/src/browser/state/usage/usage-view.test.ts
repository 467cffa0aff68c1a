import { describe, expect, test } from '@jest/globals';

import { jobsOfRow } from './jobs-of-row.ts';
import { narrowedTo, readUsageView, usageAddress, usageQuery, widened, withGroup } from './usage-view.ts';

const NOW = Date.parse('2026-11-22T23:30:00Z');
const read = (query: string) => readUsageView(new URLSearchParams(query), NOW);
const DAY = { generations: 1, downloads: 0, not_charged: 0, charged: 1, may_be_charged: 0, unknown: 0, cost: null };

describe('the address of usage', () => {
  test('shows this month by project when it is bare, and names the days for a colleague who opens it later', () => {
    const view = read('');
    expect(view).toEqual({ from: '2026-11-01', to: '2026-11-30', groupBy: ['project_code'], only: {}, tenant: null });
    expect(usageAddress(view)).toBe('/usage?from=2026-11-01&to=2026-11-30&group_by=project_code');
  });

  test.each(['', 'group_by=none', 'group_by=tenant,day&tenant=acme', 'from=2026-10-01&to=2026-10-31&project_code=&billing=unknown'])(
    '%p is read as it was written',
    (query) => {
      expect(read(usageAddress(read(query)).split('?')[1]!)).toEqual(read(query));
    },
  );

  test('asks the server without what is of the page', () => {
    expect(usageQuery(read('group_by=none&tenant=acme'))).toBe('from=2026-11-01&to=2026-11-30');
    expect(usageQuery(read('project_code='))).toBe('from=2026-11-01&to=2026-11-30&group_by=project_code&project_code=');
  });
});

describe('a choice', () => {
  test('adds a group behind the others, or takes it away', () => {
    const two = withGroup(read(''), 'day');
    expect([two.groupBy, withGroup(two, 'project_code').groupBy]).toEqual([['project_code', 'day'], ['day']]);
  });

  test('of a row narrows to its value', () => {
    expect(narrowedTo(read(''), 'project_code', null)).toMatchObject({ only: { project_code: '' }, groupBy: ['project_code', 'day'] });
    expect(narrowedTo(read('group_by=tenant,day'), 'tenant', 'acme')).toMatchObject({ tenant: 'acme', groupBy: ['tenant', 'day'] });
    expect(narrowedTo(read('group_by=day'), 'day', '2026-11-03')).toMatchObject({
      from: '2026-11-03',
      to: '2026-11-03',
      groupBy: ['project_code'],
    });
    expect(widened(read('project_code=X&key=k'), 'project_code').only).toEqual({ key: 'k' });
  });
});

describe('the jobs of a row', () => {
  test('are those of its values and days', () => {
    const jobs = jobsOfRow(read('group_by=project_code,day&tenant=acme'), { ...DAY, project_code: 'X', day: '2026-11-30' });
    expect(Object.fromEntries(new URLSearchParams(jobs?.split('?')[1]))).toEqual({
      project_code: 'X',
      tenant: 'acme',
      created_after: '2026-11-30T00:00:00.000Z',
      created_before: '2026-12-01T00:00:00.000Z',
    });
  });

  test.each([
    ['project_code', { project_code: null }],
    ['project_code', { project_code: '(other)' }],
    ['size_name', { size_name: '4k' }],
    ['key', { key: 'key_1' }],
  ])('cannot be listed by %s %j', (group, row) => {
    expect(jobsOfRow(read(`group_by=${group}`), { ...DAY, ...row })).toBeNull();
  });
});
