import type { Job } from '@darkroom/contracts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { waitFor } from '@darkroom/testkit';

import { startSystem, type System } from './system.ts';

/** G2: a paid call takes effect once, whatever becomes of its answer. What cannot be found out is held, and not paid again. */

type Case = { fault: string; job?: object; status: Job['status']; because: string; effects: number };

/** `fault` as the simulator reads it in a prompt: what happens to the first call, before or after its effect. */
const GENERATIONS: Case[] = [
  { fault: 'drop=after', status: 'succeeded', because: 'found_in_history', effects: 1 },
  { fault: 'hang=after', status: 'succeeded', because: 'found_in_history', effects: 1 },
  { fault: 'status=500 when=after', status: 'succeeded', because: 'found_in_history', effects: 1 },
  { fault: 'status=504 when=after', status: 'succeeded', because: 'found_in_history', effects: 1 },
  { fault: 'status=409 when=after', status: 'succeeded', because: 'found_in_history', effects: 1 },
  { fault: 'body=truncated', status: 'succeeded', because: 'found_in_history', effects: 1 },
  { fault: 'body=invalid_json', status: 'succeeded', because: 'found_in_history', effects: 1 },
  { fault: 'drop=after history_lag=1s', status: 'succeeded', because: 'found_in_history', effects: 1 },
  { fault: 'drop=before', status: 'held', because: 'outcome_unknown', effects: 0 },
  { fault: 'hang=before', status: 'held', because: 'outcome_unknown', effects: 0 },
  { fault: 'status=503', status: 'held', because: 'outcome_unknown', effects: 0 },
  { fault: 'drop=before', job: { on_unknown: 'retry' }, status: 'succeeded', because: 'getty_accepted', effects: 1 },
  { fault: 'status=429-qps', status: 'succeeded', because: 'getty_accepted', effects: 1 },
  { fault: 'status=429-pending', status: 'succeeded', because: 'getty_accepted', effects: 1 },
  { fault: 'status=401', status: 'succeeded', because: 'getty_accepted', effects: 1 },
  { fault: 'status=400', status: 'failed', because: 'getty_refused', effects: 0 },
];

const DOWNLOADS: Case[] = [
  { fault: 'drop=after duration=5s', status: 'succeeded', because: 'found_under_way', effects: 1 },
  { fault: 'drop=after inline=true', status: 'succeeded', because: 'found_done', effects: 1 },
  { fault: 'hang=after duration=5s', status: 'succeeded', because: 'found_under_way', effects: 1 },
  { fault: 'status=502 when=after duration=5s', status: 'succeeded', because: 'found_under_way', effects: 1 },
  { fault: 'drop=before', status: 'succeeded', because: 'getty_accepted', effects: 1 },
  { fault: 'status=503', status: 'succeeded', because: 'getty_accepted', effects: 1 },
  { fault: 'status=429-qps', status: 'succeeded', because: 'getty_accepted', effects: 1 },
];

describe('Getty takes a call once and never answers, or does not take it', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem();
  });
  afterAll(() => system[Symbol.asyncDispose]());

  test('generations', async () => {
    const cases = GENERATIONS.map(async ({ fault, job }, n): Promise<Case> => {
      const prompt = `a fox, number ${n} [sim:generate ${fault} times=1]`;
      const { id } = await system.submit({ prompt, ...job });
      const { status, billing } = await system.ended(id, 90_000);
      const effects = (await system.ledger()).generations.filter((paid) => paid.prompt === prompt).length;
      return { fault, ...(job ? { job } : {}), status, because: billing.because, effects };
    });
    expect(await Promise.all(cases)).toEqual(GENERATIONS);
  });

  test('downloads', async () => {
    const cases = DOWNLOADS.map(async ({ fault }, n): Promise<Case> => {
      const prompt = `a fox to download, number ${n} [sim:start_download ${fault} times=1]`;
      const { id } = await system.submit({ prompt, download: { size_name: '4k', images: [2] } });
      const generation = await system.ended(id, 90_000);
      const { status, billing } = await system.ended(generation.downloads[0]!, 90_000);
      const effects = (await system.ledger()).downloads.filter(
        (paid) => paid.generation_request_id === generation.getty.generation_request_id,
      );
      return { fault, status, because: billing.because, effects: effects.length };
    });
    expect(await Promise.all(cases)).toEqual(DOWNLOADS);
  });
});

test('a worker that stood still in the middle of a paid call and comes back changes nothing any more', async () => {
  await using system = await startSystem();
  const [first] = system.processes.workers;
  const { id } = await system.submit({ prompt: 'a fox [sim:answer_delay=1s]' });
  await waitFor(async () => (await system.ledger()).generations.length === 1, { what: 'the paid call to take effect' });
  first!.kill('SIGSTOP');

  system.processes.workers.push(await system.start.worker());
  expect(await system.ended(id)).toMatchObject({
    status: 'succeeded',
    attempts: 1,
    billing: { state: 'charged', because: 'found_in_history' },
  });
  first!.kill('SIGCONT');
  await first!.waitForLog(({ msg, job_id }) => msg === 'pass.ended' && job_id === id);

  const after = await system.job(id);
  expect(after).toMatchObject({ status: 'succeeded', attempts: 1, run: 1 });
  expect(after.timeline!.filter(({ event }) => event === 'succeeded')).toHaveLength(1);
  expect((await system.ledger()).generations).toHaveLength(1);
});
