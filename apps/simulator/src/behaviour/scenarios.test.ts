import { describe, expect, test } from '@jest/globals';

import { startSimulator } from '../test/start-simulator.ts';

describe('a scenario', () => {
  test('applies only to requests that match, as many times as set', async () => {
    await using simulator = await startSimulator();
    await simulator.scenario({ status: '503' }, { call: 'generate', prompt_includes: 'dog', notes_includes: 'dr-' }, 2);
    const statusOf = async (request: object) => (await simulator.generate(request)).status;
    expect(await statusOf({ prompt: 'a cat', notes: 'dr-1' })).toBe(202);
    expect(await statusOf({ prompt: 'a dog' })).toBe(202);
    for (const status of [503, 503, 202]) expect(await statusOf({ prompt: 'a dog', notes: 'dr-1' })).toBe(status);
  });

  test('matches polls and downloads by their generation', async () => {
    await using simulator = await startSimulator();
    const dog = await simulator.finished({ prompt: 'a dog' });
    const cat = await simulator.finished({ prompt: 'a cat' });
    await simulator.scenario({ status: '409' }, { call: 'poll', prompt_includes: 'dog' }, null);
    await simulator.scenario({ status: '429-daily' }, { generation_request_id: cat, index: 1 }, null);
    expect((await simulator.call('poll', { id: cat })).status).toBe(200);
    for (let time = 0; time < 3; time += 1) expect((await simulator.call('poll', { id: dog })).status).toBe(409);
    expect((await simulator.call('download_sizes', { id: cat, index: 1 })).status).toBe(429);
    expect((await simulator.call('download_sizes', { id: cat, index: 2 })).status).toBe(200);
  });

  test('is listed with its remaining uses, and deleted', async () => {
    await using simulator = await startSimulator();
    await simulator.scenario({ status: '500' }, { call: 'poll' }, 3);
    expect((await simulator.control('GET', '/__scenarios')).body.scenarios).toMatchObject([{ times: 3, times_left: 3 }]);
    expect((await simulator.control('DELETE', '/__scenarios')).status).toBe(204);
    expect((await simulator.control('GET', '/__scenarios')).body.scenarios).toEqual([]);
  });

  test('that is not valid is refused with each problem', async () => {
    await using simulator = await startSimulator();
    const { status, body } = await simulator.scenario({ drop: 'sometimes', x: 1 }, { call: 'paint' });
    expect(status).toBe(400);
    expect(body.problems).toHaveLength(3);
  });
});

describe('a prompt', () => {
  test('can set its own behaviour', async () => {
    await using simulator = await startSimulator();
    expect((await simulator.generate({ prompt: 'a dog [sim:status=429-pending retry_after_s=3]' })).headers.get('retry-after')).toBe('3');
    const id = await simulator.finished({ prompt: 'a dog [sim:blocked=0,2] [sim:duration=4s]' });
    const { results } = (await simulator.call('poll', { id })).body;
    expect(results.map(({ is_blocked }: { is_blocked: boolean }) => is_blocked)).toEqual([true, false, true, false]);
    expect((await simulator.generate({ prompt: '[sim:inline=true]' })).status).toBe(200);
  });

  test('can set the behaviour of later calls, and how many times', async () => {
    await using simulator = await startSimulator();
    const prompt = 'a dog [sim:poll status=503 times=2][sim:start_download status=429-daily]';
    const ids = [await simulator.finished({ prompt }), await simulator.finished({ prompt })];
    for (const id of ids) {
      for (const status of [503, 503, 200]) expect((await simulator.call('poll', { id })).status).toBe(status);
      expect((await simulator.call('start_download', { id, body: { size_name: '1k' } })).status).toBe(429);
    }
  });

  test.each(['[sim:paint status=404]', '[sim:status=418]', '[sim:colour=red]', '[sim:status=503 times=0]', '[sim:blocked=9]'])(
    'with an invalid directive (%s) is refused',
    async (directive) => {
      await using simulator = await startSimulator();
      const { status, body } = await simulator.generate({ prompt: directive });
      expect(status).toBe(400);
      expect(body.ErrorMessage).toContain(directive);
    },
  );
});

test('a fault applies to its share of the requests', async () => {
  await using simulator = await startSimulator({ SIMULATOR_FAULTS: '[{"share":0.3,"then":{"status":"500"}}]' });
  for (let time = 0; time < 200; time += 1) await simulator.generate();
  const { calls } = await simulator.ledger();
  expect(calls.generate['500']).toBeGreaterThan(40);
  expect(calls.generate['500']).toBeLessThan(80);
  expect(calls.token).toEqual({ '200': 1 });
});
