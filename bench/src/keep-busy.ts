import { setTimeout as sleep } from 'node:timers/promises';

import { acceptJob } from './bench-jobs.ts';
import type { BenchStore } from './bench-store.ts';
import type { World } from './world.ts';

/** Jobs waiting to be sent, so that the limit is what delays them. */
const BACKLOG = 60;
const SAY_EVERY_S = 10;

/** Refills the waiting jobs once a second, and reports progress now and then. */
export async function keepBusy(world: World, store: BenchStore, seconds: number, progress: () => Promise<string>): Promise<void> {
  for (let second = 1; second <= seconds; second++) {
    const { queued } = await store.jobs.counts('bench');
    for (let n = queued; n < BACKLOG; n++) await acceptJob(store);
    if (second % SAY_EVERY_S === 0) world.say(`  ${second} of ${seconds} s, ${await progress()}`);
    await sleep(1_000);
  }
}
