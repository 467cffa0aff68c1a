import { describe, expect, test } from '@jest/globals';

import { readConfig } from './config.ts';

const secretOf = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`;

describe('WEBHOOK_SECRET', () => {
  test('is optional: each tenant has its own secret', () => {
    expect(readConfig({}).WEBHOOK_SECRET).toBeUndefined();
  });

  test.each([24, 32, 64])('of %d bytes is accepted', (bytes) => {
    expect(readConfig({ WEBHOOK_SECRET: secretOf(bytes) }).WEBHOOK_SECRET).toBe(secretOf(bytes));
  });

  test.each([
    ['too short', secretOf(23)],
    ['too long', secretOf(65)],
    ['without its prefix', secretOf(32).slice('whsec_'.length)],
    ['not base64', 'whsec_this is not base64, as anybody can see'],
    ['cut off', secretOf(32).slice(0, -3)],
  ])('that is %s stops the process, and does not appear in the message', (_what, secret) => {
    const read = () => readConfig({ WEBHOOK_SECRET: secret });
    expect(read).toThrow('WEBHOOK_SECRET');
    expect(read).not.toThrow(secret);
  });
});

test('webhooks are tried ten times over three days, and only to public addresses, by default', () => {
  const config = readConfig({ WEBHOOK_SECRET: secretOf(32) });
  expect(config).toMatchObject({ WEBHOOK_ALLOW_PRIVATE_NETWORKS: false, CONCURRENCY: 20, WEBHOOK_DISABLE_AFTER: 5 * 86_400_000 });
  expect(config.WEBHOOK_RETRY_DELAYS).toHaveLength(9);
  expect(config.WEBHOOK_RETRY_DELAYS.reduce((sum, delayMs) => sum + delayMs)).toBeGreaterThan(3 * 86_400_000);
});

const read = (key: string) => readConfig({ WEBHOOK_SECRET: secretOf(32), DARKROOM_ENCRYPTION_KEY: key }).DARKROOM_ENCRYPTION_KEY;

describe('DARKROOM_ENCRYPTION_KEY', () => {
  test('may be missing, or be 32 bytes in base64 or hex', () => {
    expect(read('')).toBeUndefined();
    expect([read(Buffer.alloc(32, 1).toString('base64')), read(Buffer.alloc(32, 1).toString('hex'))]).toEqual([
      Buffer.alloc(32, 1),
      Buffer.alloc(32, 1),
    ]);
  });

  test('that is not valid stops the process, and does not appear in the message', () => {
    expect(() => read('a-password-of-somebody')).toThrow('DARKROOM_ENCRYPTION_KEY: must be 32 random bytes');
    expect(() => read('a-password-of-somebody')).not.toThrow('a-password-of-somebody');
  });
});
