import { expect, test } from '@jest/globals';

import { addressBlock } from './address-block.ts';
import { createLoginThrottle } from './login-throttle.ts';

function setup() {
  const time = { now: 1_000_000 };
  const throttle = createLoginThrottle({ now: () => time.now });
  const fail = (times: number, address: (n: number) => string, user: (n: number) => string = () => 'ansel') => {
    for (let n = 0; n < times; n++) throttle.failed({ address: address(n), user: user(n) });
  };
  return { time, throttle, fail };
}

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::', '2001:db8:1:2::/64'],
  ['fe80::1%eth0', 'fe80::/64'],
  ['', 'unknown'],
  ['nonsense', 'unknown'],
])('%j counts as %s', (address, block) => {
  expect(addressBlock(address)).toBe(block);
});

test('five failures from one address, or from one /64, hold up that one until the minute is over', () => {
  const { time, throttle, fail } = setup();
  fail(
    5,
    (n) => `2001:db8::${n}`,
    (n) => `user-${n}`,
  );
  expect(throttle.waitSeconds({ address: '2001:db8::99', user: 'ansel' })).toBe(60);
  expect(throttle.waitSeconds({ address: '2001:db8:0:1::', user: 'ansel' })).toBe(0);
  time.now += 59_001;
  expect(throttle.waitSeconds({ address: '2001:db8::1', user: 'ansel' })).toBe(1);
  time.now += 999;
  expect(throttle.waitSeconds({ address: '2001:db8::1', user: 'ansel' })).toBe(0);
});

test('ten failures at one account hold it up for every address, but for one from which it was logged in to', () => {
  const { throttle, fail } = setup();
  throttle.succeeded({ address: '198.51.100.7', user: 'ansel' });
  fail(10, (n) => `192.0.2.${n}`);
  expect(throttle.waitSeconds({ address: '203.0.113.1', user: 'ansel' })).toBe(60);
  expect(throttle.waitSeconds({ address: '203.0.113.1', user: 'another' })).toBe(0);
  expect(throttle.waitSeconds({ address: '198.51.100.7', user: 'ansel' })).toBe(0);
});

test('a hundred thousand addresses and names cost no more memory than some thousands', () => {
  const { throttle, fail } = setup();
  fail(
    100_000,
    (n) => `${10 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}.1`,
    (n) => `user-${n}`,
  );
  expect(throttle.size()).toBeLessThanOrEqual(10_000 + 4_096);
});

test('a try that is counted before it is known to be right is forgiven, and nothing else with it', () => {
  const { throttle, fail } = setup();
  const login = { address: '192.0.2.1', user: 'ansel' };
  for (let n = 0; n < 20; n++) {
    throttle.failed(login);
    throttle.forgive(login);
  }
  expect(throttle.waitSeconds(login)).toBe(0);
  fail(4, () => login.address);
  throttle.failed(login);
  expect(throttle.waitSeconds(login)).toBe(60);
  throttle.forgive(login);
  expect(throttle.waitSeconds(login)).toBe(0);
  throttle.failed(login);
  expect(throttle.waitSeconds(login)).toBe(60);
});
