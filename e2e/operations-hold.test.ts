import { setTimeout as sleep } from 'node:timers/promises';

import { isFinal, type DownloadResult, type Job, type SubmittedBatch } from '@darkroom/contracts';
import { expect, test } from '@jest/globals';
import { ownRedis, waitFor } from '@darkroom/testkit';

import { effectsOf, judgeChains } from './chains/judge-chains.ts';
import { makeChain, type ChainItem } from './chains/make-chain.ts';
import { killAndStart, type Victim } from './storm/kill.ts';
import { startSystem, type System } from './system.ts';

/** `OPERATIONS_CHAINS=500 npm test -- e2e/operations-hold` runs more, with more kills. */
const CHAINS = Number(process.env['OPERATIONS_CHAINS'] ?? 40);
const CHAINS_A_KILL = 10;
const VICTIMS: Victim[] = ['worker', 'redis', 'worker', 'api', 'worker', 'worker'];
const CONNECTIONS = 16;
const OPEN = 'queued,submitting,waiting,held';
/** Looking all the time would cost the machine more than the chains. */
const LOOK_MS = 200;

const OPERATIONS = [
  'generate',
  'variation',
  'refine',
  'extend',
  'object_removal',
  'background_removal',
  'background_replacement',
  'background_generation',
  'influence_color',
  'influence_composition',
];

/* oxlint-disable unicorn/no-thenable -- `then` is the simulator's word */
/** Getty takes one paid call in eight and its answer is lost; others fail after their effect, and reads fail too. */
const FAULTS = [
  ...[OPERATIONS, 'start_download', 'redownload'].flatMap((call) => [
    { match: { call }, share: 0.08, then: { drop: 'after' } },
    { match: { call }, share: 0.03, then: { status: '503', when: 'after' } },
    { match: { call }, share: 0.02, then: { body: 'truncated' } },
  ]),
  { match: { call: ['poll', 'get_download', 'history'] }, share: 0.03, then: { status: '503' } },
];
/* oxlint-enable unicorn/no-thenable */

/**
 * G2 for every operation: chains of them, each made from the one before it, while workers, the api and Redis are killed and Getty's answers
 * are lost.
 */
test('chains of all operations lose nothing, pay once, and no job takes the result of another', async () => {
  await using redis = await ownRedis();
  await using system = await startSystem({
    redisUrl: redis.url,
    workers: 2,
    all: { LOG_LEVEL: 'warn' },
    simulator: {
      SIMULATOR_FAULTS: JSON.stringify(FAULTS),
      SIMULATOR_GENERATION_DURATION: '50ms-400ms',
      SIMULATOR_DOWNLOAD_DURATION: '20ms-200ms',
      SIMULATOR_INLINE_GENERATIONS: '0.5',
      SIMULATOR_INLINE_DOWNLOADS: '0.5',
      SIMULATOR_BACKGROUND_REPLACEMENT_TYPE: 'missing',
    },
    worker: { GETTY_MAX_PENDING: '200', GETTY_MAX_QPS: '1000', CONCURRENCY: '20' },
  });
  const productFile = await registerProduct(system);
  const submitted = new Map<string, { source: Job['source'] }>();
  const wanted = Array.from({ length: CHAINS }, (_, number) => number);
  const connection = async () => {
    for (let number = wanted.shift(); number !== undefined; number = wanted.shift()) {
      const chain = makeChain(number, { productFile, webhookUrl: system.receiver.url });
      noteChain(submitted, chain.jobs, await submitBatch(system, chain, `chain-${number}`));
    }
  };
  const killing = async () => {
    for (let kill = 0; kill < CHAINS / CHAINS_A_KILL; kill++) {
      const victim = VICTIMS[kill % VICTIMS.length]!;
      await untilPaid(system, (kill + 1) * 4 * CHAINS_A_KILL);
      await killAndStart(system, redis, { victim, which: kill % 2 });
    }
  };
  const [jobs] = await Promise.all([settle(system, submitted), killing(), ...Array.from({ length: CONNECTIONS }, connection)]);

  expect(submitted.size).toBe(CHAINS * 8);
  expect(judgeChains(jobs, await system.ledger(), submitted)).toEqual({
    notSucceeded: [],
    notPaidOnce: [],
    wrongGeneration: [],
    wrongSource: [],
    ownedByNobody: [],
    outOfOrder: [],
  });
  const ledger = await system.ledger();
  expect(new Set(ledger.generations.map(({ operation }) => operation))).toEqual(new Set(OPERATIONS));

  // This Redis loses no write. If workers thought so, they would hold each re-download.
  const doubts = system.processes.workers.flatMap((worker) => worker.logs().filter(({ msg }) => msg === 'redis.downloads_forgotten'));
  expect(doubts).toEqual([]);
  const files = jobs.filter(({ type, request }) => type === 'download' && request['size_name'] === '4k').map(assetOf);
  const killOne = async () => {
    await waitFor(async () => (await system.ledger()).redownloads.length > CHAINS / 4, { what: 'some re-downloads', timeoutMs: 120_000 });
    await killAndStart(system, redis, { victim: 'worker', which: 0 });
  };
  const [again] = await Promise.all([Promise.all(files.map((file) => submitAgain(system, file))), killOne()]);
  const resent = await endRedownloads(system, again);

  const { redownloads } = await system.ledger();
  const times = files.map((file) => redownloads.filter(({ generated_asset_id: id }) => id === file).length);
  const most = files.map((file) => 1 + (resent.get(file) ?? 0));
  expect(redownloads).toHaveLength(times.reduce((sum, count) => sum + count, 0));
  expect(times.filter((count, at) => count < 1 || count > most[at]!)).toEqual([]);
}, 900_000);

/** A file of a product, from which backgrounds are generated. */
async function registerProduct(system: System): Promise<string> {
  const body = { url: 'https://files.example/product.jpg', rights_claimed: true, category: 'CustomerProduct' };
  const answered = await system.call('/v1/files', { body });
  expect(answered.status).toBe(201);
  return ((await answered.json()) as { id: string }).id;
}

async function submitBatch(system: System, body: object, key: string): Promise<SubmittedBatch> {
  const answered = await system.call('/v1/batches', { body, key });
  const text = await answered.text();
  if (!answered.ok) throw new Error(`${answered.status} ${text}`);
  return JSON.parse(text) as SubmittedBatch;
}

function noteChain(submitted: Map<string, { source: Job['source'] }>, items: ChainItem[], batch: SubmittedBatch): void {
  const ids = batch.jobs.map((item) => {
    if ('error' in item) throw new Error(`${item.index}: ${item.error.code} ${item.error.detail}`);
    return item.id;
  });
  for (const [at, { type, source }] of items.entries()) {
    const { batch_index: named, ...rest } = (source ?? {}) as { batch_index?: number };
    const resolved = named === undefined ? rest : { job_id: ids[named]!, ...rest };
    submitted.set(ids[at]!, { source: source && type === 'generation' ? resolved : null });
  }
}

/** Waits for so much work at Getty, so that a kill falls into it. */
async function untilPaid(system: System, effects: number): Promise<void> {
  await waitFor(async () => (await system.ledger()).generations.length >= effects, { what: `${effects} generations`, timeoutMs: 300_000 });
}

/**
 * The jobs of all chains once all of them have ended. A call that was not made when its worker was killed is held, since nobody can know that;
 * Getty's ledger shows it, so it is sent again, as an operator would do who looked there.
 */
async function settle(system: System, submitted: ReadonlyMap<string, unknown>): Promise<Job[]> {
  return waitFor(
    async () => {
      if (submitted.size < CHAINS * 8) return undefined;
      for (const job of await listJobs(system, 'held')) await sendAgain(system, job);
      if ((await listJobs(system, OPEN)).length > 0) return undefined;
      const jobs = await system.jobs();
      return jobs.length >= submitted.size && jobs.every(({ status }) => isFinal(status)) ? jobs : undefined;
    },
    { what: 'all chains to end', timeoutMs: 600_000 },
  );
}

/** Some jobs with one of these statuses. @throws Error while the api is away */
async function listJobs(system: System, statuses: string): Promise<Job[]> {
  await sleep(LOOK_MS);
  const answered = await system.call(`/v1/jobs?status=${statuses}&limit=50`);
  if (!answered.ok) throw new Error(`${answered.status} ${await answered.text()}`);
  return ((await answered.json()) as { data: Job[] }).data;
}

/** @throws Error if Getty has it */
async function sendAgain(system: System, job: Job): Promise<void> {
  if (effectsOf(job, await system.ledger()).length > 0) throw new Error(`${job.id} is held, and Getty has it`);
  await resolveByRetry(system, job);
}

/** Whether it is sent again: not if the job is not held any more. Asked again, it is still sent once. */
async function resolveByRetry(system: System, { id, updated_at }: Job): Promise<boolean> {
  const body = { action: 'retry', confirm_cost: true };
  const answered = await system.call(`/v1/jobs/${id}/resolve`, { body, key: `resolve-${id}-${updated_at}` });
  if (!answered.ok && answered.status !== 409) throw new Error(`${answered.status} ${await answered.text()}`);
  return answered.ok;
}

function assetOf({ result }: Job): string {
  return (result as DownloadResult).generated_asset_id ?? '';
}

async function submitAgain(system: System, file: string): Promise<string> {
  const answered = await system.call('/v1/redownloads', { body: { generated_asset_id: file, size_name: '1k' }, key: `again-${file}` });
  expect(answered.status).toBe(202);
  return ((await answered.json()) as Job).id;
}

/**
 * Waits until all have succeeded. Nothing at Getty shows a re-download: one without an answer is held, and each time that it is sent again may be
 * paid again. Returns how often that was, by file.
 */
async function endRedownloads(system: System, ids: string[]): Promise<Map<string, number>> {
  const resent = new Map<string, number>();
  await waitFor(
    async () => {
      for (const job of await listJobs(system, 'held')) {
        const file = String(job.request['generated_asset_id']);
        if (await resolveByRetry(system, job)) resent.set(file, (resent.get(file) ?? 0) + 1);
      }
      return (await listJobs(system, OPEN)).length === 0;
    },
    { what: 'all re-downloads to end', timeoutMs: 300_000 },
  );
  const jobs = await Promise.all(ids.map((id) => system.job(id)));
  expect(jobs.filter(({ status }) => status !== 'succeeded').map(({ id, status }) => `${id} ${status}`)).toEqual([]);
  return resent;
}
