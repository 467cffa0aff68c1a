import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { waitFor } from '@darkroom/testkit';

import { countCalls, nextCalls } from './next-calls.ts';
import { OTHER_API_KEY, startSystem, TWO_TENANTS, type System } from './system.ts';
import { readMetric } from './read-metric.ts';

/** G5: Getty's limits hold across all processes, found from its refusals if no setting gives them, and are used. */

const WORKERS = 3;

describe('a limit that Getty does not publish', () => {
  test('of pending generations is found, kept and used by three workers together', async () => {
    const limit = 12;
    await using system = await startSystem({
      workers: WORKERS,
      simulator: { SIMULATOR_MAX_PENDING: `${limit}`, SIMULATOR_GENERATION_DURATION: '900ms-1100ms' },
    });
    await submitMany(system, 280);
    await untilSent(system, 60);

    const { 202: accepted = 0, 429: refused = 0 } = (await nextCalls(system, 200))['generate'] ?? {};
    expect((await system.ledger()).pending_peak).toBe(limit);
    expect(refused / (accepted + refused)).toBeLessThan(0.05);
    const found = await readEverywhere(system, 'darkroom_pending_slots_limit');
    expect(found.every((value) => value >= limit - 4 && value <= limit + 1)).toBe(true);
  });

  test('of queries per second is found, kept and used, and neither submits nor polls go hungry', async () => {
    const limit = 15;
    await using system = await startSystem({
      workers: WORKERS,
      simulator: { SIMULATOR_MAX_QPS: `${limit}`, SIMULATOR_GENERATION_DURATION: '500ms-1000ms' },
    });
    await submitMany(system, 450);
    const everywhere = async (seen: (rate: number) => boolean, what: string) =>
      waitFor(async () => (await readEverywhere(system, 'darkroom_queries_limit')).every(seen), { what });
    const refusals = async () => countCalls((await system.ledger()).calls, '429');
    await everywhere((rate) => rate > 11, 'the rate to climb after the first refusal');
    const before = await refusals();
    await waitFor(async () => (await refusals()) > before, { what: 'Getty to refuse on the way up' });

    // A machine that stood still sends many calls at once: then the next stretch counts. How near the rate comes: query-budget.integration.test.ts.
    const kept = async () => {
      const calls = await nextCalls(system, 100);
      const found = await readEverywhere(system, 'darkroom_queries_limit');
      const isNear = found.every((value) => value > 0.6 * limit && value < 1.3 * limit);
      return isNear && countCalls(calls, '429') < 0.08 * countCalls(calls) ? calls : undefined;
    };
    const calls = await waitFor(kept, { what: 'a stretch in which the limit is known and kept' });
    const taken = countCalls(calls) - countCalls(calls, '429');
    expect(calls['generate']?.['202']).toBeGreaterThan(0.1 * taken);
    expect(calls['poll']?.['200']).toBeGreaterThan(0.1 * taken);
  });
});

test('hundreds of jobs of one tenant hold up five of another by a few slots only, and priority and run_at count', async () => {
  const pending = 6;
  await using system = await startSystem({
    workers: WORKERS,
    api: TWO_TENANTS,
    worker: { GETTY_MAX_PENDING: `${pending}` },
    simulator: { SIMULATOR_GENERATION_DURATION: '1s' },
  });
  await submitMany(system, 250);
  const inLine = async () => (await readEverywhere(system, 'darkroom_pending_line', 'tenant="acme"')).every((count) => count > 100);
  await waitFor(inLine, { what: 'many of them to stand in line' });

  const runAt = new Date(Date.now() + 3_000).toISOString();
  await system.submit({ prompt: 'later', priority: 9, run_at: runAt });
  await system.submit({ prompt: 'urgent', priority: 9 });
  for (let n = 0; n < 5; n++) {
    await system.call('/v1/generations', { body: { prompt: `other ${n}` }, apiKey: OTHER_API_KEY });
  }
  const before = (await system.ledger()).generations.length;

  const special = ['urgent', 'later', ...Array.from({ length: 5 }, (_, n) => `other ${n}`)];
  const sentAt = async () => {
    const { generations } = await system.ledger();
    const places = special.map((prompt) => generations.findIndex((paid) => paid.prompt === prompt));
    return places.every((place) => place >= 0) ? { places, generations } : undefined;
  };
  const { places, generations } = await waitFor(sentAt, { what: 'those to be sent' });
  const [urgent, later, ...others] = places as [number, number, ...number[]];
  // The five, one of acme's to each of them, and what was on its way already.
  for (const place of others) expect(place - before).toBeLessThanOrEqual(10 + pending);
  expect(urgent - before).toBeLessThanOrEqual(10 + pending);
  expect(Date.parse(generations[later]!.at)).toBeGreaterThanOrEqual(Date.parse(runAt));
  const dueWhen = generations.filter(({ at }) => at < runAt).length;
  expect(later - dueWhen).toBeLessThanOrEqual(10 + pending);
});

/* oxlint-disable unicorn/no-thenable -- `then` is the simulator's word */
describe('what is used up', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem({ workers: WORKERS, simulator: { SIMULATOR_GENERATION_DURATION: '3s' } });
  });
  afterAll(() => system[Symbol.asyncDispose]());

  const isPaused = (pause: string) =>
    waitFor(async () => (await readEverywhere(system, 'darkroom_paused', `pause="${pause}"`)).every((value) => value === 1), {
      what: `every worker to show the pause ${pause}`,
    });

  test("a product's quota is used up: its submits wait, its paid work and other products do not, and it goes on when there is quota", async () => {
    const seven = (prompt: string) => ({
      prompt,
      product_id: 7,
      webhook: { url: system.receiver.url, events: ['generation.succeeded', 'quota.exhausted'] },
    });
    const paid = await system.submit(seven('of seven, paid'));
    await system.reaches(paid.id, ({ status }) => status === 'waiting', 'to be paid');
    await system.program('/__scenarios', 'POST', {
      match: { call: 'generate', prompt_includes: 'of seven' },
      times: null,
      then: { status: '403-quota', retry_after_s: 10 },
    });
    const paused: string[] = [];
    for (let n = 0; n < 4; n++) {
      const { id } = await system.submit(seven(`of seven, number ${n}`));
      await system.reaches(id, ({ reason }) => reason === 'paused', 'to be paused');
      paused.push(id);
    }
    const other = await system.submit({ prompt: 'of eight', product_id: 8 });
    for (const { id } of [paid, other]) expect(await system.ended(id)).toMatchObject({ status: 'succeeded', attempts: 1 });
    await system.receiver.waitForEvent('quota.exhausted');
    await isPaused('quota.7');

    await system.program('/__scenarios', 'DELETE');
    for (const id of paused) expect(await system.ended(id)).toMatchObject({ status: 'succeeded', billing: { state: 'charged' } });
    const { 202: accepted, 403: refused = 0 } = (await system.ledger()).calls['generate']!;
    expect(accepted).toBe(6);
    expect(refused).toBeLessThanOrEqual(paused.length);
    expect(new Set(system.receiver.received.filter(({ body }) => body.type === 'quota.exhausted').map(({ id }) => id)).size).toBe(1);
  });

  test("the day's downloads are used up: the others say so and wait, and go on with the next day", async () => {
    await system.program('/__settings', 'PUT', { max_daily_downloads: 2, retry_after_s: 4, inline_generations: 1 });
    const { id } = await system.submit({ prompt: 'a fox', download: { size_name: '4k', images: 'all' } });
    const { downloads } = await system.ended(id);
    expect(downloads).toHaveLength(4);
    const parked = await waitFor(
      async () => {
        const jobs = await Promise.all(downloads.map((download) => system.job(download)));
        const waiting = jobs.filter(({ status, reason }) => status === 'queued' && reason === 'throttled');
        return waiting.length === 2 && jobs.filter(({ status }) => status === 'succeeded').length === 2 ? waiting : undefined;
      },
      { what: 'two to succeed and two to wait' },
    );
    expect(parked.map(({ billing }) => billing.state)).toEqual(['not_charged', 'not_charged']);
    expect(parked.flatMap(({ timeline }) => timeline!.filter(({ limit }) => limit === 'daily'))).not.toEqual([]);
    await isPaused('daily');
    const late = await system.ended((await system.submit({ prompt: 'a late fox', download: { size_name: '4k', images: [0] } })).id);
    const unsent = await system.reaches(late.downloads[0]!, ({ reason }) => reason === 'throttled', 'to wait as well');
    expect(unsent).toMatchObject({ status: 'queued', attempts: 0 });

    await system.program('/__settings', 'PUT', { max_daily_downloads: 5 });
    for (const download of [...downloads, unsent.id]) expect(await system.ended(download)).toMatchObject({ status: 'succeeded' });
    const { calls, downloads: paid } = await system.ledger();
    expect(paid).toHaveLength(5);
    expect(calls['start_download']?.['429']).toBeLessThanOrEqual(3);
    await waitFor(async () => (await readEverywhere(system, 'darkroom_paused', 'pause="daily"')).every(Number.isNaN), {
      what: 'the pause to be over',
    });
  });
});
/* oxlint-enable unicorn/no-thenable */

async function submitMany(system: System, jobs: number): Promise<void> {
  const lanes = Array.from({ length: 10 }, async (_, lane) => {
    for (let n = lane; n < jobs; n += 10) await system.submit({ prompt: `a fox, number ${n}` });
  });
  await Promise.all(lanes);
}

function untilSent(system: System, count: number): Promise<boolean> {
  const sent = async () => (await system.ledger()).generations.length >= count;
  return waitFor(sent, { what: `${count} generations to be sent` });
}

/** What each worker says of one figure; NaN where it says nothing. */
function readEverywhere(system: System, metric: string, label?: string): Promise<number[]> {
  return Promise.all(system.processes.workers.map((worker) => readMetric(worker, metric, label)));
}
