import { expect, test } from '@jest/globals';

import { startSimulator } from '../test/start-simulator.ts';

test('too many queries in one second are refused, tokens included', async () => {
  await using simulator = await startSimulator({ SIMULATOR_MAX_QPS: '3', SIMULATOR_RETRY_AFTER_S: '1' });
  const statuses = [await simulator.generate(), await simulator.generate(), await simulator.generate()].map(({ status }) => status);
  expect(statuses).toEqual([202, 202, 429]); // the first call fetched the token
  const refused = await simulator.call('history');
  expect(refused.headers.get('x-error-detail')).toBe('Account Over Queries Per Second Limit');
  expect(refused.headers.get('retry-after')).toBe('1');
  simulator.clock.advance(1_000);
  expect((await simulator.call('history')).status).toBe(200);
});

test('too many queries are 403 at an old gateway', async () => {
  await using simulator = await startSimulator({ SIMULATOR_MAX_QPS: '1', SIMULATOR_QPS_REFUSAL: '403-qps' });
  const { status, headers } = await simulator.call('history');
  expect([status, headers.get('x-error-detail')]).toEqual([403, 'Account Over Queries Per Second Limit']);
});

test('too many pending generations are refused until one is done', async () => {
  await using simulator = await startSimulator({ SIMULATOR_MAX_PENDING: '2' });
  await simulator.generate();
  await simulator.generate();
  expect((await simulator.generate()).body.ErrorCode).toBe('TooManyConcurrentGenerations');
  expect(await simulator.ledger()).toMatchObject({ pending_now: 2, pending_peak: 2, totals: { generations: 2 } });
  simulator.clock.advance(4_000);
  expect((await simulator.generate()).status).toBe(202);
  expect(await simulator.ledger()).toMatchObject({ pending_now: 1, pending_peak: 2 });
});

test('too many downloads in one day are refused until the next', async () => {
  await using simulator = await startSimulator({ SIMULATOR_MAX_DAILY_DOWNLOADS: '1', SIMULATOR_TOKEN_LIFETIME: '2d' });
  const id = await simulator.finished();
  const download = async (index: number) => await simulator.call('start_download', { id, index, body: { size_name: '1k' } });
  expect((await download(0)).status).toBe(202);
  expect((await download(1)).body.ErrorCode).toBe('DailyRequestLimitExceeded');
  simulator.clock.advance(12 * 3_600_000); // from noon
  expect((await download(1)).status).toBe(202);
});
