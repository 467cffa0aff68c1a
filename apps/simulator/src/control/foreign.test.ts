import { expect, test } from '@jest/globals';

import { startSimulator } from '../test/start-simulator.ts';

const idsIn = (body: { generations: { generation_request_id: string }[] }) => body.generations.map(({ generation_request_id: id }) => id);

test('entries of others are in the history, those of colleagues only for the company, and none is charged', async () => {
  await using simulator = await startSimulator();
  const mine = await simulator.finished();
  const at = new Date(simulator.clock.now() - 60_000).toISOString();
  const made = await simulator.control('POST', '/__foreign', {
    entries: [
      { prompt: 'a red bicycle', notes: 'theirs', product_id: 5, times: 2 },
      { prompt: 'a cat', made_by: 'colleague', at, generation_type: 'refine' },
    ],
  });
  expect(made.status).toBe(201);
  const [first, second, colleagues] = made.body.generation_request_ids as string[];
  expect(idsIn((await simulator.call('history')).body).toSorted()).toEqual([mine, first!, second!].toSorted());
  const company = (await simulator.call('history', { query: { company_generations: 'true' } })).body;
  expect(company).toMatchObject({
    result_count: 4,
    generations: [{}, {}, {}, { generation_request_id: colleagues, generation_type: 'refine' }],
  });
  expect((await simulator.call('history_item', { id: first! })).body).toMatchObject({
    prompt: 'a red bicycle',
    notes: 'theirs',
    product_id: 5,
  });
  expect((await simulator.call('poll', { id: first! })).status).toBe(200);
  expect(await simulator.ledger()).toMatchObject({
    generations: [{ generation_request_id: mine }],
    foreign: [{ made_by: 'application' }, { made_by: 'application' }, { made_by: 'colleague', at }],
    totals: { generations: 1 },
  });
});

test('an entry of another may be of any operation, with its source, and without a prompt or a type', async () => {
  await using simulator = await startSimulator();
  const id = await simulator.finished();
  const source = { generation_request_id: id, index: 1 };
  await simulator.control('POST', '/__foreign', {
    entries: [
      { generation_type: 'background_removal', source, images: 1 },
      { generation_type: null, source: { asset_id: '12' } },
    ],
  });
  const [second, first] = (await simulator.call('history')).body.generations;
  expect(first).toMatchObject({
    generation_type: 'background_removal',
    prompt: null,
    results: [{ index: 0 }],
    source_generation_request: { source_generation_request_id: id, source_generation_result_index: 1 },
  });
  expect(second).toMatchObject({ original_asset: { id: '12' } });
  expect(second.generation_type).toBeUndefined();
});

test('the company history can be refused', async () => {
  await using simulator = await startSimulator({ SIMULATOR_COMPANY_HISTORY: 'refused' });
  expect((await simulator.call('history', { query: { company_generations: 'true' } })).status).toBe(403);
  expect((await simulator.call('history', { query: { company_generations: 'false' } })).status).toBe(200);
});

test('a generation is missing in the history for ever, or for a time', async () => {
  await using simulator = await startSimulator();
  const [lost, late, kept] = [await simulator.finished(), await simulator.finished(), await simulator.finished()];
  const never = await simulator.finished({ prompt: 'a dog [sim:unlisted=true]' });
  await simulator.control('POST', '/__unlisted', { generation_request_ids: [lost, 'unknown'] });
  const { body } = await simulator.control('POST', '/__unlisted', { generation_request_ids: [late], for: '60s' });
  expect(body).toEqual({ unlisted: 1 });
  expect(idsIn((await simulator.call('history')).body)).toEqual([kept]);
  expect((await simulator.call('history_item', { id: late })).status).toBe(404);
  expect((await simulator.call('poll', { id: lost })).status).toBe(200);
  simulator.clock.advance(60_000);
  expect(idsIn((await simulator.call('history')).body)).toEqual([kept, late]);
  expect(idsIn((await simulator.call('history')).body)).not.toContain(never);
});

test.each([
  [{ entries: [] }, 'entries'],
  [{ entries: [{ prompt: 'a', made_by: 'nobody' }] }, 'entries.0.made_by'],
  [{ entries: [{ prompt: 'a', generation_type: 'magic' }] }, 'entries.0.generation_type'],
])('%j is refused', async (body, problem) => {
  await using simulator = await startSimulator();
  const refused = await simulator.control('POST', '/__foreign', body);
  expect(refused.status).toBe(400);
  expect(refused.body.problems[0]).toContain(problem);
});
