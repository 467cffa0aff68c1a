import { describe, expect, test } from '@jest/globals';
import { createLogger, SettingsError } from '@darkroom/runtime';
import { lifecycleStress, testRedis, waitFor } from '@darkroom/testkit';

import { createApp } from './app.ts';
import { readConfig } from './config.ts';

const GETTY = { GETTY_API_KEY: 'test-key', GETTY_API_SECRET: 'test-secret' };

lifecycleStress('worker', () => {
  const { url, prefix } = testRedis();
  const config = readConfig({ ...GETTY, REDIS_URL: url, REDIS_PREFIX: prefix, PORT: '0' });
  return createApp(config, { logger: createLogger({ name: 'worker', level: 'silent' }) });
});

lifecycleStress('worker with an archive', () => {
  const { url, prefix } = testRedis();
  const archive = {
    ARCHIVE_URL: 's3://pictures',
    ARCHIVE_S3_ENDPOINT: 'http://127.0.0.1:9',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
  };
  const config = readConfig({ ...GETTY, ...archive, REDIS_URL: url, REDIS_PREFIX: prefix, PORT: '0' });
  return createApp(config, { logger: createLogger({ name: 'worker', level: 'silent' }) });
});

test("shows Getty's limits among its metrics", async () => {
  await using redis = testRedis();
  const config = readConfig({
    ...GETTY,
    REDIS_URL: redis.url,
    REDIS_PREFIX: redis.prefix,
    PORT: '0',
    GETTY_MAX_PENDING: '7',
    GETTY_MAX_QPS: '3',
  });
  const worker = createApp(config, { logger: createLogger({ name: 'worker', level: 'silent' }) });
  await worker.start();
  const scrape = async () => (await fetch(`http://127.0.0.1:${worker.port}/metrics`)).text();
  await waitFor(async () => (await scrape()).includes('darkroom_pending_slots_limit{app="worker"} 7'), { what: 'the limit of slots' });
  expect(await scrape()).toContain('darkroom_queries_limit{app="worker"} 3');
  await worker.stop();
});

describe('settings', () => {
  test.each([
    [{}, 'GETTY_API_KEY'],
    [{ ...GETTY, GETTY_MAX_QPS: '0' }, 'GETTY_MAX_QPS'],
    [{ ...GETTY, GETTY_MAX_PENDING: 'many' }, 'GETTY_MAX_PENDING'],
    [{ ...GETTY, GETTY_PAID_TIMEOUT: '90' }, 'GETTY_PAID_TIMEOUT'],
    [{ ...GETTY, GETTY_PAID_TIMEOUT: '0s' }, 'GETTY_PAID_TIMEOUT: must be from 100ms to 1h'],
    [{ ...GETTY, GETTY_PAID_TIMEOUT: '2h' }, 'GETTY_PAID_TIMEOUT: must be from 100ms to 1h'],
    [{ ...GETTY, GETTY_NOTES: 'maybe' }, 'GETTY_NOTES'],
    [{ ...GETTY, CONCURRENCY: '0' }, 'CONCURRENCY'],
    [{ ...GETTY, REDIS_URL: 'localhost:6379' }, 'REDIS_URL'],
    [{ ...GETTY, GETTY_MAX_PENDNG: '5' }, 'GETTY_MAX_PENDNG'],
    [{ ...GETTY, ARCHIVE_URL: 'archive' }, 'ARCHIVE_URL'],
    [{ ...GETTY, ARCHIVE_URL: 's3://pictures' }, 'AWS_REGION'],
  ])('%j is refused and the message names %s', (environment, name) => {
    expect(() => readConfig(environment)).toThrow(SettingsError);
    expect(() => readConfig(environment)).toThrow(name);
  });

  test('never shows a value that may be a secret', () => {
    expect(() => readConfig({ ...GETTY, GETTY_API_SECRET: 'not a secret with spaces' })).toThrow(/^(?!.*not a secret)/s);
  });
});
