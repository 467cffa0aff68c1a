import { loadKept, type LoadedJob } from '@darkroom/queue/load-kept';
import { Redis } from 'ioredis';

import { makeKeptJobs } from '../kept-jobs.ts';

export type KeptLoaderSettings = { url: string; tenant: string; jobs: number; search: boolean; only?: 'lists' };

/** `some`: jobs evenly over all. */
export type KeptLoaded = { seconds: number; some: LoadedJob[] };

const DAYS = 30;
const DAY_MS = 86_400_000;
const AT_ONCE = 200;
const SOME = 20;

/** Fills a Redis with packed jobs of one tenant, over the thirty days before yesterday. */
export async function keptLoader({ url, tenant, jobs, search, only }: KeptLoaderSettings): Promise<KeptLoaded> {
  const redis = new Redis(url);
  const deps = { redis, prefix: 'darkroom' };
  const startedAt = performance.now();
  const to = Date.now() - DAY_MS;
  const some: LoadedJob[] = [];
  let chunk: LoadedJob[] = [];
  let made = 0;
  let loading: Promise<void> | undefined;
  for (const job of makeKeptJobs({ tenant, from: to - DAYS * DAY_MS, to, count: jobs, random: seeded(1) })) {
    if (made++ % Math.ceil(jobs / SOME) === 0) some.push(job);
    chunk.push(job);
    if (chunk.length < AT_ONCE && made < jobs) continue;
    // The next ones are packed while Redis lists these.
    await loading;
    loading = loadKept(deps, chunk, { search, ...(only && { only }) });
    chunk = [];
  }
  await loading;
  redis.disconnect();
  return { seconds: Math.round((performance.now() - startedAt) / 1_000), some };
}

/** The same numbers in each run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
