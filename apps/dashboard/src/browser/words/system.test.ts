import { expect, test } from '@jest/globals';

import { bytesWords, durabilityWords, roleOfRedis } from './system.ts';

test('memory has the unit that fits', () => {
  expect([0, 999, 1_540, 64_000_000, 2_500_000_000].map(bytesWords)).toEqual(['0 bytes', '999 bytes', '1.5 KB', '64 MB', '2.5 GB']);
});

test('each durability promises what it keeps', () => {
  expect(durabilityWords('always')).toContain('on disk before it is answered');
  expect(durabilityWords('none')).toContain('all is lost');
});

test.each([
  [{ role: 'master', master: null, replicas: 0 }, 'master, without replicas'],
  [{ role: 'master', master: null, replicas: 2 }, 'master of 2 replicas'],
  [{ role: 'slave', master: '10.0.0.1:6379', replicas: 0 }, 'replica of 10.0.0.1:6379: it takes no writes'],
  [{ role: null, master: null, replicas: null }, null],
])('%j is %s', (facts, words) => {
  expect(roleOfRedis(facts)).toBe(words);
});
