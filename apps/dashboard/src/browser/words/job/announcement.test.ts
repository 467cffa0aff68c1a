import { expect, test } from '@jest/globals';

import { testCard } from '../../../test/test-card.ts';
import { announcement } from './announcement.ts';

const known = testCard({ status: 'waiting', prompt: 'a heron' });
const jobs = new Map([[known.id, known]]);

test('a job that has ended is named', () => {
  expect(announcement(jobs, [{ ...known, status: 'succeeded' }])).toBe('Succeeded: a heron');
});

test('many at once are counted', () => {
  const ended = [1, 2, 3].map(() => testCard({ status: 'failed' }));
  expect(announcement(jobs, ended)).toBe('3 jobs changed.');
});

test('a move between, or one that is known already, is no news', () => {
  expect(announcement(jobs, [{ ...known, polls: 3 }])).toBeNull();
  expect(announcement(new Map([[known.id, { ...known, status: 'held' }]]), [{ ...known, status: 'held' }])).toBeNull();
});
