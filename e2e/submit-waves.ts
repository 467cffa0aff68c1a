import { waitFor } from '@darkroom/testkit';

import { submitWave, type Submitted } from './storm/drive.ts';
import type { System } from './system.ts';

const WAVE = 30;

/** Submits jobs in waves of 30, and begins with one: returns when its first paid calls are under way. `submitted` waits for all waves. */
export async function submitWaves(system: System) {
  const waves: Promise<Submitted[]>[] = [];
  const next = (): void => {
    const from = waves.length * WAVE;
    const submitting = submitWave(system, { from, to: from + WAVE }, () => undefined);
    submitting.catch(() => undefined); // `submitted` reports it
    waves.push(submitting);
  };
  next();
  await waitFor(async () => (await system.ledger()).generations.length >= 5, { what: 'paid calls to be under way' });
  return { next, submitted: async (): Promise<Submitted[]> => (await Promise.all(waves)).flat() };
}
