import { waitFor } from '@darkroom/testkit';
import { describe, expect, test } from '@jest/globals';

import { REFUSALS, type RefusalName } from './refusals.ts';
import { startSimulator } from '../test/start-simulator.ts';

describe('a programmed refusal', () => {
  const names = Object.keys(REFUSALS) as RefusalName[];

  test.each(names.filter((name) => !['404', '410'].includes(name)))('%s replaces the effect, once', async (name) => {
    await using simulator = await startSimulator();
    await simulator.scenario({ status: name }, { call: 'generate' });
    const { status, headers, body } = await simulator.generate();
    const refusal: { status: number; code?: string; detail?: string } = REFUSALS[name];
    expect(status).toBe(refusal.status);
    expect(body.ErrorCode).toBe(refusal.code);
    expect(headers.get('x-error-detail')).toBe(refusal.detail ?? null);
    expect((await simulator.ledger()).totals.generations).toBe(0);
    expect((await simulator.generate()).status).toBe(202);
  });

  test.each(['404', '410', '409'] as const)('%s can answer a poll', async (name) => {
    await using simulator = await startSimulator();
    const id = await simulator.finished();
    await simulator.scenario({ status: name }, { call: 'poll' });
    expect((await simulator.call('poll', { id })).status).toBe(Number(name));
    expect((await simulator.call('poll', { id })).status).toBe(200);
  });

  test('can follow an effect that took place', async () => {
    await using simulator = await startSimulator();
    await simulator.scenario({ status: '503', when: 'after' }, { call: 'generate' });
    expect((await simulator.generate({ notes: 'dr-1' })).status).toBe(503);
    expect((await simulator.ledger()).generations).toMatchObject([{ notes: 'dr-1', answered: '503' }]);
    expect((await simulator.call('history')).body.generations).toMatchObject([{ notes: 'dr-1' }]);
  });

  test('can answer the token call', async () => {
    await using simulator = await startSimulator();
    await simulator.scenario({ status: '403-qps' }, { call: 'token' });
    expect((await simulator.call('token', { body: '' })).status).toBe(403);
  });

  test('carries Retry-After as seconds or as a date', async () => {
    await using simulator = await startSimulator();
    await simulator.scenario({ status: '429-pending', retry_after_s: 7 });
    await simulator.scenario({ status: '503', retry_after_s: 7, retry_after_as: 'date' });
    const afterOf = async () => (await simulator.generate()).headers.get('retry-after');
    expect(await afterOf()).toBe('7');
    expect(await afterOf()).toBe('Sun, 01 Mar 2026 12:00:07 GMT');
  });
});

describe('a connection', () => {
  test.each([
    ['before', 0],
    ['after', 1],
  ])('dropped %s the effect leaves %i in the ledger', async (drop, effects) => {
    await using simulator = await startSimulator();
    await simulator.scenario({ drop }, { call: 'generate' });
    await expect(simulator.generate()).rejects.toThrow('fetch failed');
    const { totals, generations, calls } = await simulator.ledger();
    expect(totals.generations).toBe(effects);
    expect(generations.map(({ answered }: { answered: string }) => answered)).toEqual(effects ? ['dropped'] : []);
    expect(calls.generate).toEqual({ dropped: 1 });
  });

  test.each([
    ['before', 0],
    ['after', 1],
  ])('that hangs %s the effect stays open until its client gives up', async (hang, effects) => {
    await using simulator = await startSimulator();
    await simulator.scenario({ hang }, { call: 'generate' });
    await simulator.call('history'); // it has its token now
    const hanging = simulator.generate().then(
      () => 'answered',
      () => 'cut',
    );
    await waitFor(async () => (await simulator.ledger()).calls.generate?.hung === 1, { what: 'the call to hang' });
    expect((await simulator.ledger()).totals.generations).toBe(effects);
    await simulator.app.stop();
    expect(await hanging).toBe('cut');
  });

  test('can break in the middle of a body', async () => {
    await using simulator = await startSimulator();
    await simulator.scenario({ body: 'truncated' }, { call: 'generate' });
    await expect(simulator.generate()).rejects.toThrow('terminated');
    expect((await simulator.ledger()).generations).toMatchObject([{ answered: 'truncated' }]);
  });

  test('can have a body that is not JSON', async () => {
    await using simulator = await startSimulator();
    await simulator.scenario({ body: 'invalid_json' }, { call: 'generate' });
    await expect(simulator.generate()).rejects.toThrow('JSON');
    expect((await simulator.ledger()).generations).toMatchObject([{ answered: 'invalid_json' }]);
  });
});

describe('time', () => {
  test('delays the effect as configured', async () => {
    await using simulator = await startSimulator({ SIMULATOR_LATENCY_BY_CALL: '{"generate":"5s"}' });
    const answer = simulator.generate();
    await simulator.clock.sleeper();
    expect((await simulator.ledger()).totals.generations).toBe(0);
    simulator.clock.advance(5_000);
    expect((await answer).status).toBe(202);
  });

  test('delays the answer after the effect when programmed', async () => {
    await using simulator = await startSimulator();
    await simulator.scenario({ answer_delay: '5s' }, { call: 'generate' });
    const answer = simulator.generate();
    await simulator.clock.sleeper();
    expect((await simulator.ledger()).generations).toMatchObject([{ answered: 'under_way' }]);
    simulator.clock.advance(5_000);
    expect((await answer).status).toBe(202);
  });

  test('of one generation can differ from the rest, down to an immediate result', async () => {
    await using simulator = await startSimulator();
    await simulator.scenario({ duration: '10m' }, { call: 'generate' });
    await simulator.scenario({ inline: true }, { call: 'generate' });
    const slow = await simulator.generate();
    const inline = await simulator.generate();
    expect(inline.status).toBe(200);
    simulator.clock.advance(599_999);
    expect((await simulator.call('poll', { id: slow.body.generation_request_id })).status).toBe(202);
  });
});

describe('blocked images', () => {
  test('have no previews and cannot be downloaded', async () => {
    await using simulator = await startSimulator();
    await simulator.scenario({ blocked: [1, 3] });
    const id = await simulator.finished();
    const { results } = (await simulator.call('poll', { id })).body;
    expect(results.map(({ is_blocked }: { is_blocked: boolean }) => is_blocked)).toEqual([false, true, false, true]);
    expect(results[1]).toMatchObject({ preview_urls: null, url: null });
    expect((await simulator.call('start_download', { id, index: 1, body: { size_name: '1k' } })).status).toBe(404);
    expect((await simulator.call('start_download', { id, index: 0, body: { size_name: '1k' } })).status).toBe(202);
  });

  test('can be a share of all, the same for the same seed', async () => {
    const first = await blocked();
    expect(new Set(first)).toEqual(new Set([true, false]));
    expect(await blocked()).toEqual(first);
  });
});

/** Whether each of eight images is blocked when half of them are, by the same draws. */
async function blocked(): Promise<boolean[]> {
  await using simulator = await startSimulator({ SIMULATOR_BLOCKED_IMAGES: '0.5', SIMULATOR_SEED: '7' });
  const ids = [await simulator.finished(), await simulator.finished()];
  const answers = await Promise.all(ids.map((id) => simulator.call('poll', { id })));
  return answers.flatMap(({ body }) => body.results.map(({ is_blocked }: { is_blocked: boolean }) => is_blocked));
}
