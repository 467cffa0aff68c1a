import { setTimeout as sleep } from 'node:timers/promises';

import { isFinal, type Job } from '@darkroom/contracts';
import { waitFor } from '@darkroom/testkit';

import type { System } from '../system.ts';
import { unannounced } from '../storm/count.ts';

const PATIENCE_MS = 120_000;

/** Submits so many jobs at a rate, and returns when all of them, and their downloads, have ended and were announced. */
export async function runRound(system: System, given: { round: number; jobs: number; perSecond: number }): Promise<Job[]> {
  system.receiver.received.length = 0; // what this process holds is no figure of the system
  for (let n = 0; n < given.jobs; n++) {
    const { id } = await system.submit(request(n), `soak-${given.round}-${n}`);
    if (n % 10 === 1) await system.call(`/v1/jobs/${id}/cancel`, { method: 'POST' });
    await sleep(1_000 / given.perSecond);
  }
  return await waitFor(
    async () => {
      const jobs = await system.jobs();
      return jobs.every(({ status }) => isFinal(status)) && unannounced(jobs, system.receiver.received).length === 0 ? jobs : undefined;
    },
    { what: `the jobs of round ${given.round} to be announced`, timeoutMs: PATIENCE_MS },
  );
}

/** Of ten: one is canceled (by its submitter), one refused, one blocked, one loses Getty's answer, three are downloaded as well. */
function request(n: number): object {
  const prompt = `a fox in the soak, number ${n}`;
  switch (n % 10) {
    case 2:
      return { prompt: `${prompt} [sim:status=400]` };
    case 3:
      return { prompt: `${prompt} [sim:blocked=all]` };
    case 4:
      return { prompt: `${prompt} [sim:drop=after]` };
    case 5:
    case 6:
    case 7:
      return { prompt, download: { size_name: '4k', images: [n % 4] } };
    default:
      return { prompt };
  }
}
