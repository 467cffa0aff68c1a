import { expect, test } from '@jest/globals';

import { bytesWords, durabilityWords, roleOfRedis } from './system.ts';

test('memory has the unit that fits', () => {
  expect([0, 999, 1_540, 64_000_000, 2_500_000_000].map(bytesWords)).toEqual(['0 bytes', '999 bytes', '1.5 KB', '64 MB', '2.5 GB']);
});

test('each durability promises what it keeps', () => {
  expect(durabilityWords('always')).toContain('on disk before it is answered');
  expect(durabilityWords('none')).toContain('all is lost');
});

const FACTS = { server: '10.0.0.2:6379', master: null, replicas: 0, replicasNeeded: 0 };

test.each([
  [{ ...FACTS, role: 'master' }, 'master at 10.0.0.2:6379, without replicas'],
  [{ ...FACTS, role: 'master', server: null, replicas: 2 }, 'master, with 2 replicas'],
  [{ ...FACTS, role: 'master', replicas: 2, replicasNeeded: 1 }, 'master at 10.0.0.2:6379, with 2 replicas; it needs 1'],
  [
    { ...FACTS, role: 'master', replicas: 1, replicasNeeded: 2 },
    'master at 10.0.0.2:6379, with 1 replica; it needs 2, and takes no writes with fewer',
  ],
  [{ ...FACTS, role: 'slave', master: '10.0.0.1:6379' }, 'replica at 10.0.0.2:6379 of 10.0.0.1:6379: it takes no writes'],
  [{ ...FACTS, role: null, replicas: null }, null],
])('%j is %s', (facts, words) => {
  expect(roleOfRedis(facts)).toBe(words);
});
