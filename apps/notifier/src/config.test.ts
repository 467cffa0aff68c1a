import { describe, expect, test } from '@jest/globals';

import { readConfig } from './config.ts';

const secretOf = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`;

describe('WEBHOOK_SECRET', () => {
  test('is required', () => {
    expect(() => readConfig({})).toThrow('WEBHOOK_SECRET: is required');
  });

  test.each([24, 32, 64])('of %d bytes is taken', (bytes) => {
    expect(readConfig({ WEBHOOK_SECRET: secretOf(bytes) }).WEBHOOK_SECRET).toBe(secretOf(bytes));
  });

  test.each([
    ['too short', secretOf(23)],
    ['too long', secretOf(65)],
    ['without its prefix', secretOf(32).slice('whsec_'.length)],
    ['not base64', 'whsec_this is not base64, as anybody can see'],
    ['cut off', secretOf(32).slice(0, -3)],
  ])('that is %s stops the process, and is not repeated in the message', (_what, secret) => {
    const read = () => readConfig({ WEBHOOK_SECRET: secret });
    expect(read).toThrow('WEBHOOK_SECRET');
    expect(read).not.toThrow(secret);
  });
});

test('webhooks are tried ten times over three days, and only to public addresses, unless set otherwise', () => {
  const config = readConfig({ WEBHOOK_SECRET: secretOf(32) });
  expect(config).toMatchObject({ WEBHOOK_ALLOW_PRIVATE_NETWORKS: false, CONCURRENCY: 20 });
  expect(config.WEBHOOK_RETRY_DELAYS).toHaveLength(9);
  expect(config.WEBHOOK_RETRY_DELAYS.reduce((sum, delayMs) => sum + delayMs)).toBeGreaterThan(3 * 86_400_000);
});
