import { expect, test } from '@jest/globals';

import { noticeWords } from './notice.ts';

const since = Date.parse('2026-11-21T12:00:00.000Z');

test('a page that is up to date says nothing', () => {
  expect(noticeWords({ line: 'live', since, hasJobs: true })).toBe('');
});

test('a page that stands still says why, and from when it is', () => {
  expect(noticeWords({ line: 'away', since, hasJobs: true })).toMatch(/^Redis cannot be reached\. Below is how things stood at .+\./);
});

test('a page that has shown nothing yet does not promise anything below', () => {
  expect(noticeWords({ line: 'away', since, hasJobs: false })).toBe(
    'Redis cannot be reached. This page goes on by itself when Redis is back.',
  );
});
