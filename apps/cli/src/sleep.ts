import { setTimeout as wait } from 'node:timers/promises';

/** Waits, and ends at once with the reason of the signal. */
export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(ms, undefined, { signal });
  } catch {
    throw signal.reason; // oxlint-disable-line typescript/only-throw-error -- the caller's own
  }
}
