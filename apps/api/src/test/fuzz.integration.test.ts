import { randomBytes, randomInt } from 'node:crypto';

import { expect, test } from '@jest/globals';
import { Problem, type ProblemCode } from '@darkroom/contracts';
import type { JobRecord } from '@darkroom/queue';
import { ownRedis, redisContents, testRedis, waitFor } from '@darkroom/testkit';
import * as fc from 'fast-check';

import { arbitraryRequest, type ArbitraryRequest } from './arbitrary-request.ts';
import { makeThings } from './every-call.ts';
import { problemOf, setup, type Answered } from './world.ts';

/**
 * `FUZZ_SEED=random` searches, a number repeats a run, and `FUZZ_REQUESTS` makes a longer one. Without it each run is the same: what a search would
 * find by chance must not fail somebody else's change.
 */
const seed = seedFrom(process.env['FUZZ_SEED']);
const requests = Number(process.env['FUZZ_REQUESTS'] ?? 500);
/** As slow as a busy machine may be. */
const TIMEOUT_MS = 600_000 + requests * 50;
/** More than any request of these tests asks for. */
const MOST_JOBS_OF_REQUEST = 1_000;
const settings = { DARKROOM_ENCRYPTION_KEY: randomBytes(32).toString('base64') };

/** This API has no credentials for Getty. On a busy machine, Redis may take longer for a command than a caller may wait. */
const MAY_BE = new Set<ProblemCode>(['getty_unavailable', 'queue_unavailable']);

/** What an answer that refuses has to be. @throws Error when it is anything else, or a fault of ours */
function checkRefusal({ asked }: ArbitraryRequest, answered: Answered): void {
  if (answered.status < 400 || asked.method === 'HEAD') return;
  const { code } = Problem.parse(answered.json);
  problemOf(answered, code);
  if (answered.status < 500) return;
  const isDescribed = MAY_BE.has(code) && (code === 'getty_unavailable' || answered.headers.has('retry-after'));
  if (!isDescribed) throw new Error(`${answered.status}: ${answered.text}`);
}

/** Whether Redis was too slow over it. It may have been done all the same. */
function isUncertain({ status, json }: Answered): boolean {
  return status === 503 && (json as Problem | undefined)?.code !== 'getty_unavailable';
}

/** The jobs that an answer says were taken in just now. */
function takenIn({ asked, route }: ArbitraryRequest, { status, json, headers }: Answered): string[] {
  if (asked.method !== 'POST' || status !== 202 || headers.has('idempotent-replayed')) return [];
  if (['/v1/generations', '/v1/downloads', '/v1/redownloads'].includes(route)) return [(json as { id: string }).id];
  if (route !== '/v1/batches') return [];
  return (json as { jobs: { id?: string }[] }).jobs.flatMap(({ id }) => id ?? []);
}

/** The job that an answer says is gone. */
function removedBy({ asked, route, path }: ArbitraryRequest, { status }: Answered): string | undefined {
  return asked.method === 'DELETE' && route === '/v1/jobs/:id' && status === 204 ? /job_[0-9a-f]{32}/.exec(path)?.[0] : undefined;
}

/** The ids in the keys that match, each once. */
function idsIn(keys: string[], pattern: RegExp): string[] {
  return [...new Set(keys.flatMap((key) => pattern.exec(key)?.[1] ?? []))].toSorted();
}

/** A job that waits for a budget, or for another job, is reminded of when it may go on. */
function isReminded({ status, reason }: JobRecord): boolean {
  return status === 'queued' && reason !== 'budget' && reason !== 'source';
}

test(
  `whatever is sent is answered as described and refused with a problem, and no job is half taken in (FUZZ_SEED=${seed})`,
  async () => {
    await using redis = testRedis();
    await using world = await setup({ redis, settings });
    const things = await makeThings(world, 'acme');
    const keys = async () => (await redisContents(redis)).map(({ key }) => key);
    const taken = idsIn(await keys(), /:job:(job_\w+)$/);
    let uncertain = 0;

    const property = fc.asyncProperty(arbitraryRequest(things), async (request) => {
      const answered = await world.call(request.path, request.asked);
      checkRefusal(request, answered);
      if (isUncertain(answered)) uncertain += 1;
      taken.push(...takenIn(request, answered));
      const removed = removedBy(request, answered);
      if (removed !== undefined) taken.splice(taken.indexOf(removed), 1);
    });
    await fc.assert(property, { seed, numRuns: requests });

    const stored = await keys();
    expect(taken.length).toBeGreaterThan(requests / 100);
    expect(uncertain).toBeLessThan(requests / 50);
    const jobs = idsIn(stored, /:job:(job_\w+)$/);
    // The record, what never changes of it, and, until it has ended, the reminder.
    expect(idsIn(stored, /:spec:(job_\w+)$/)).toEqual(jobs);
    // Where nothing was uncertain these are the same jobs, and none besides.
    const differing = [...jobs.filter((id) => !taken.includes(id)), ...taken.filter((id) => !jobs.includes(id))];
    expect(differing.slice(uncertain * MOST_JOBS_OF_REQUEST)).toEqual([]);
    const open = (await world.store.jobs.getMany(taken)).filter(isReminded).map(({ id }) => id);
    const reminded = new Set(idsIn(stored, /:bull:(?:generation|download):(job_\w+)\.\d+$/));
    expect(open.length).toBeGreaterThan(taken.length / 2);
    expect(open.filter((id) => !reminded.has(id))).toEqual([]);
    expect(await world.count()).toBe(jobs.length);
  },
  TIMEOUT_MS,
);

test(
  `while Redis is away whatever is sent is refused before it is done, with 503 at the worst (FUZZ_SEED=${seed})`,
  async () => {
    await using redis = await ownRedis();
    await using world = await setup({ redis: { url: redis.url, prefix: 'away' }, settings });
    await waitFor(() => world.submit(), { what: 'the first job' });
    const things = await makeThings(world, 'acme');
    const before = await world.count();
    await redis.kill();

    const property = fc.asyncProperty(arbitraryRequest(things), async (request) => {
      const answered = await world.call(request.path, request.asked);
      // What is no id is refused without a look at Redis.
      if (isRefusedWhole(answered)) return;
      if (answered.status < 400) throw new Error(`${answered.status} without Redis: ${answered.text}`);
      if (request.asked.method === 'HEAD') return;
      const { code, status } = Problem.parse(answered.json);
      problemOf(answered, code);
      if (status >= 500 && status !== 503) throw new Error(answered.text);
    });
    await fc.assert(property, { seed, numRuns: requests / 5 });

    await redis.restart();
    await waitFor(async () => (await world.call('/v1/jobs')).status === 200, { what: 'Redis again' });
    expect(await world.count()).toBe(before);
  },
  TIMEOUT_MS,
);

function seedFrom(given = '20261122'): number {
  return given === 'random' ? randomInt(2 ** 31) : Number(given);
}

/** A bulk action that refused each of its jobs. */
function isRefusedWhole({ json }: { json: unknown }): boolean {
  const answer = json as { object?: unknown; matched?: number; counts?: { refused?: number } } | null | undefined;
  return answer?.object === 'bulk_action' && answer.counts?.refused === answer.matched;
}
