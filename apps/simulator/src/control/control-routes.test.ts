import { expect, test } from '@jest/globals';

import { startSimulator } from '../test/start-simulator.ts';

test('the ledger has every effect with its request and its answer', async () => {
  await using simulator = await startSimulator();
  const id = await simulator.finished({ notes: 'n', product_id: 5, project_code: 'P' });
  await simulator.call('start_download', { id, body: { size_name: '4k', notes: 'd' } });
  expect(await simulator.ledger()).toMatchObject({
    generations: [
      {
        generation_request_id: id,
        at: '2026-03-01T12:00:00.000Z',
        prompt: 'a lighthouse',
        notes: 'n',
        product_id: 5,
        project_code: 'P',
        client: 'key',
        answered: 'ok',
      },
    ],
    downloads: [
      {
        generation_request_id: id,
        index: 0,
        size_name: '4k',
        notes: 'd',
        at: '2026-03-01T12:00:04.000Z',
        generated_asset_id: expect.any(String),
        answered: 'ok',
      },
    ],
    calls: { token: { 200: 1 }, generate: { 202: 1 }, start_download: { 202: 1 } },
  });
});

test('the ledger can be read without its entries, and emptied', async () => {
  await using simulator = await startSimulator();
  const id = await simulator.finished();
  expect((await simulator.control('GET', '/__ledger?entries=false')).body).toEqual({
    totals: { generations: 1, downloads: 0, redownloads: 0 },
    calls: { token: { 200: 1 }, generate: { 202: 1 } },
    pending_now: 0,
    pending_peak: 1,
  });
  expect((await simulator.control('DELETE', '/__ledger')).status).toBe(204);
  expect(await simulator.ledger()).toMatchObject({ generations: [], calls: {}, totals: { generations: 0 }, pending_peak: 0 });
  expect((await simulator.call('poll', { id })).status).toBe(404);
});

test('settings change while it runs, the others stay', async () => {
  await using simulator = await startSimulator();
  expect((await simulator.control('PUT', '/__settings', { generation_duration: '1s' })).status).toBe(200);
  expect((await simulator.control('GET', '/__settings')).body).toMatchObject({ generation_duration: '1s', download_duration: '2s' });
});

test('wrong settings are refused with each problem, and change nothing', async () => {
  await using simulator = await startSimulator();
  const { status, body } = await simulator.control('PUT', '/__settings', {
    latency: 'soon',
    max_qps: 0,
    colour: 'red',
    generation_duration: '1s',
  });
  expect(status).toBe(400);
  expect(body.problems).toEqual([
    expect.stringMatching(/^latency: must be/),
    expect.stringMatching(/^max_qps: /),
    expect.stringContaining('colour'),
  ]);
  expect((await simulator.control('GET', '/__settings')).body.generation_duration).toBe('4s');
});
