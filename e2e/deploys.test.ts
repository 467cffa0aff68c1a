import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ownRedis, waitFor, type AppProcess } from '@darkroom/testkit';

import { openSystemStore } from './system-store.ts';
import { startSystem, type System } from './system.ts';

/** G7: a deploy loses nothing and counts against no job. SIGTERM: what is on the wire is waited for, then exit 0. */

const STOPPED = { code: 0, signal: null };
const JOBS = 60;
/** As many jobs are under way as keep every process busy; more would only take longer to end. */
const MOST_UNDER_WAY = 20;

test('every process is replaced under load: no submission is refused or lost, nothing is sent twice, no job is affected', async () => {
  // A paid call of a machine that stands still has its answer late, and is not looked up.
  await using system = await startSystem({ workers: 2, worker: { GETTY_PAID_TIMEOUT: '30s' } });
  const submitted: string[] = [];
  const announced = () => new Set(system.receiver.received.filter(({ taken }) => taken).map(({ body }) => body.data.id)).size;
  let deployed = false;
  const submitting = (async () => {
    while (!deployed || submitted.length < JOBS) {
      await waitFor(() => submitted.length - announced() < MOST_UNDER_WAY, { what: 'jobs to be announced' });
      submitted.push((await system.submit({ prompt: `a fox, number ${submitted.length}` })).id);
    }
  })();
  const underLoad = async () => {
    const before = submitted.length;
    const goingOn = waitFor(() => submitted.length > before + 5, { what: 'submissions to go on', timeoutMs: 90_000 });
    await Promise.race([goingOn, submitting]); // one that fails ends the test at once
  };

  const { processes } = system;
  for (const kind of ['worker', 'api', 'notifier', 'worker'] as const) {
    await underLoad();
    const old = kind === 'worker' ? processes.workers.shift()! : processes[kind];
    expect(await replace(system, old, kind)).toEqual(STOPPED);
  }
  deployed = true;
  await submitting;

  for (const id of submitted) {
    const job = await system.ended(id, 90_000);
    expect(job).toMatchObject({ status: 'succeeded', attempts: 1, billing: { state: 'charged', because: 'getty_accepted' } });
    const story = new Set(job.timeline!.map(({ event }) => event));
    expect([...story].filter((event) => ['outcome_unknown', 'looked_up', 'not_sent', 'refused'].includes(event))).toEqual([]);
  }
  expect((await system.ledger()).generations).toHaveLength(submitted.length);
  await waitFor(() => announced() === submitted.length, { what: 'every end to be announced' });
  expect(new Set(system.receiver.received.map(({ id }) => id)).size).toBe(submitted.length);
});

describe('a worker that is stopped', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem({ worker: { GETTY_PAID_TIMEOUT: '20s' } });
  });
  afterAll(() => system[Symbol.asyncDispose]());

  const taken = async (prompt: string) => (await system.ledger()).generations.filter((paid) => paid.prompt.startsWith(prompt)).length;
  const untilPaid = (prompt: string) => waitFor(async () => (await taken(prompt)) > 0, { what: 'the paid call to take effect' });

  test('waits for the paid call that is on the wire', async () => {
    const [worker] = system.processes.workers;
    const { id } = await system.submit({ prompt: 'a fox [sim:answer_delay=3s duration=1h]' });
    await untilPaid('a fox');
    expect(await worker!.stop()).toEqual(STOPPED);
    expect(await system.job(id)).toMatchObject({ status: 'waiting', attempts: 1, billing: { because: 'getty_accepted' } });
    expect(worker!.logs().map(({ msg }) => msg)).not.toContain('process.grace_over');
  });

  test('and cut off by its grace time leaves the call to be looked up by the next', async () => {
    const cut = await system.start.worker({ SHUTDOWN_GRACE: '500ms' });
    const { id } = await system.submit({ prompt: 'a heron [sim:answer_delay=10s]' });
    await untilPaid('a heron');
    expect(await cut.stop()).toEqual(STOPPED);
    await cut.waitForLog('process.grace_over');
    expect(await system.job(id)).toMatchObject({ status: 'submitting', billing: { state: 'unknown' } });

    system.processes.workers = [await system.start.worker()];
    expect(await system.ended(id)).toMatchObject({ status: 'succeeded', attempts: 1, billing: { because: 'found_in_history' } });
    expect(await taken('a heron')).toBe(1);
  });

  test('leaves every job where it was: no start in vain, no refusal, no open call', async () => {
    const [worker] = system.processes.workers;
    const jobs = await Promise.all(Array.from({ length: 60 }, (_, n) => system.submit({ prompt: `an owl, number ${n}` })));
    await waitFor(async () => (await taken('an owl')) > 10, { what: 'calls to be under way' });
    expect(await worker!.stop()).toEqual(STOPPED);

    await using store = openSystemStore(system);
    const records = await store.jobs.getMany(jobs.map(({ id }) => id));
    expect(records.map(({ starts, refusals, intent }) => ({ starts, refusals, intent }))).toEqual(
      records.map(() => ({ starts: 0, refusals: 0, intent: null })),
    );
    expect(await taken('an owl')).toBe(records.filter(({ attempts }) => attempts === 1).length);
  });
});

test('with Redis gone every process still stops, with exit code 0', async () => {
  await using redis = await ownRedis();
  await using system = await startSystem({ redisUrl: redis.url, workers: 1 });
  await redis.kill('SIGKILL');
  const { api, notifier, workers } = system.processes;
  const exits = await Promise.all([api, notifier, ...workers].map((process) => process.stop()));
  expect(exits).toEqual([STOPPED, STOPPED, STOPPED]);
});

/** As a deploy does: the new one first, then SIGTERM to the old. */
async function replace(system: System, old: AppProcess, kind: 'api' | 'worker' | 'notifier') {
  const fresh = await system.start[kind]();
  if (kind === 'worker') system.processes.workers.push(fresh);
  else system.processes[kind] = fresh;
  return old.stop();
}
