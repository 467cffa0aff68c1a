import { setTimeout as sleep } from 'node:timers/promises';

import { waitFor } from '@darkroom/testkit';

import type { System } from '../system.ts';

/** By then its jobs were handed to others, have ended, and are packed. */
const ASLEEP_MS = 45_000;
const BUSY_WITHIN_MS = 10_000;

/**
 * A further worker that is stopped (SIGSTOP) in the middle of its work again and again, and goes on when others have ended its jobs: what it heard from
 * Getty comes late. Returns, when the signal is aborted and it has gone on for the last time, how often it slept.
 */
export async function sleepInWork(system: System, signal: AbortSignal): Promise<number> {
  let worker = await system.start.worker();
  let slept = 0;
  while (!signal.aborted) {
    const before = worker.lines.length;
    await waitFor(() => signal.aborted || worker.lines.length > before + 5, { what: 'it to work', timeoutMs: BUSY_WITHIN_MS }).catch(
      () => undefined, // it has nothing to do now
    );
    worker.kill('SIGSTOP');
    await sleep(ASLEEP_MS, undefined, { signal }).catch(() => undefined); // aborted: it goes on sooner
    worker.kill('SIGCONT');
    slept++;
    // A process that stood still for so long may end itself.
    const ended = await Promise.race([worker.exited, sleep(2_000)]);
    if (ended) worker = await system.start.worker();
  }
  await worker.stop();
  return slept;
}
