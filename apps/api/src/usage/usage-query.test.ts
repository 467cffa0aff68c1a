import { expect, test } from '@jest/globals';

import { ProblemError } from '../http/problem.ts';
import { readUsageQuery } from './usage-query.ts';

const NOW = Date.parse('2026-02-14T23:59:59.999Z');
const read = (query: object) => readUsageQuery(query, NOW);
const wrong = (query: object): string[] => {
  try {
    read(query);
    return [];
  } catch (error) {
    return (error as ProblemError).errors!.map(({ pointer }) => pointer);
  }
};

test('without dates it is this month', () => {
  expect(read({})).toEqual({ from: '2026-02-01', to: '2026-02-28', groupBy: [], only: {} });
  expect(readUsageQuery({}, Date.parse('2028-02-29T00:00:00Z'))).toMatchObject({ from: '2028-02-01', to: '2028-02-29' });
  expect(readUsageQuery({}, Date.parse('2026-12-31T23:59:59Z'))).toMatchObject({ from: '2026-12-01', to: '2026-12-31' });
});

test('one date alone begins with its month, or goes to the end of this one', () => {
  expect(read({ from: '2025-12-24' })).toMatchObject({ from: '2025-12-24', to: '2026-02-28' });
  expect(read({ to: '2025-12-24' })).toMatchObject({ from: '2025-12-01', to: '2025-12-24' });
});

test('at most 13 months', () => {
  expect(wrong({ from: '2025-01-01', to: '2026-02-01' })).toEqual([]);
  expect(wrong({ from: '2025-01-01', to: '2026-02-02' })).toEqual(['/to']);
  expect(wrong({ from: '2025-01-31', to: '2026-02-28' })).toEqual([]);
  expect(wrong({ from: '2025-01-31', to: '2026-03-01' })).toEqual(['/to']);
  expect(wrong({ from: '0001-01-01' })).toEqual(['/to']);
  expect(wrong({ from: '9999-12-31', to: '9999-12-31' })).toEqual([]);
});

test('all that is kept can be read from its first day, without a last one', () => {
  expect(read({ from: '2025-01-14' })).toMatchObject({ from: '2025-01-14', to: '2026-02-14' });
  expect(read({ from: '2025-01-20' })).toMatchObject({ to: '2026-02-20' });
  expect(wrong({ from: '2025-01-13' })).toEqual(['/to']);
});

test.each([
  [{ from: '2026-02-30' }, '/from'],
  [{ from: '2026-2-1' }, '/from'],
  [{ from: '2026-02-01T00:00:00Z' }, '/from'],
  [{ to: 'yesterday' }, '/to'],
  [{ from: '2026-02-02', to: '2026-02-01' }, '/to'],
  [{ group_by: 'hour' }, '/group_by'],
  [{ group_by: '' }, '/group_by'],
  [{ group_by: 'day,,tenant' }, '/group_by'],
  [{ limit: '5' }, '/limit'],
])('%j is refused', (query, pointer) => {
  expect(wrong(query)).toEqual([pointer]);
});

test('groups keep their order', () => {
  expect(read({ group_by: 'project_code,day,project_code' }).groupBy).toEqual(['project_code', 'day']);
});

test('filters are those given, empty ones too', () => {
  expect(read({ project_code: 'X', size_name: '', billing: 'unknown' }).only).toEqual({
    project_code: 'X',
    size_name: '',
    billing: 'unknown',
  });
  expect(wrong({ billing: '' })).toEqual(['/billing']);
  expect(wrong({ project_code: 'x'.repeat(256) })).toEqual(['/project_code']);
});
