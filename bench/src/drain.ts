import { setTimeout as sleep } from 'node:timers/promises';

import { startCpuMeter, type Watched } from './cpu-meter.ts';
import type { Sample } from './interleave.ts';

/** A new process is slow until its code has been compiled: this share of the jobs is done before the measurement. */
const WARM_UP_SHARE = 0.4;
const LOOK_EVERY_MS = 20;

/** Measures the items finished per second (jobs, webhooks), and CPU time for each, from the end of the warm-up to the last one. */
export async function drain(jobs: number, finished: () => Promise<number>, watched: Watched): Promise<Sample> {
  const warm = await untilCounted(finished, jobs * WARM_UP_SHARE);
  const meter = await startCpuMeter(watched);
  const end = await untilCounted(finished, jobs);
  const count = end.count - warm.count;
  return { figure: Math.round((count * 1_000) / (end.at - warm.at)), cpu_us: await meter(count) };
}

/** Polls until `finished` has reached `wanted`; `at` by performance.now(). */
export async function untilCounted(finished: () => Promise<number>, wanted: number): Promise<{ at: number; count: number }> {
  for (;;) {
    const count = await finished();
    if (count >= wanted) return { at: performance.now(), count };
    await sleep(LOOK_EVERY_MS);
  }
}
