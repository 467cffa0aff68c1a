import { expect, test } from '@jest/globals';
import { waitFor } from '@darkroom/testkit';

import { startSystem } from './system.ts';

const JOBS = 200;

/** G4: a job that waits for Getty holds no place in the worker, so five places are enough for two hundred jobs at once. */
test('two hundred generations wait at once behind one worker with five places', async () => {
  await using system = await startSystem({
    workers: 1,
    worker: { CONCURRENCY: '5' },
    simulator: { SIMULATOR_GENERATION_DURATION: '1h' },
  });
  await Promise.all(Array.from({ length: JOBS }, (_, n) => system.submit({ prompt: `a fox, number ${n}` })));
  await waitFor(async () => (await system.ledger()).pending_peak === JOBS, {
    what: 'all generations to be pending at once',
  });
  expect((await system.ledger()).generations).toHaveLength(JOBS);
});
