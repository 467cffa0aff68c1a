import { waitFor } from '@darkroom/testkit';

import type { System } from './system.ts';
import { countBroken, unannounced } from './storm/count.ts';
import type { Submitted } from './storm/drive.ts';

/** What is asked of a system while its Redis is of no use, and when it is back. */

const PATIENCE_MS = 90_000;

/** Who hears 503 asks again under the same key, and gets one job whatever became of the first. */
const late = (system: System) => ({ body: { prompt: 'a fox, too late', webhook: { url: system.receiver.url } }, key: 'too-late' });

/** How the API should refuse `refuseLate`, while Redis is still of no use: nothing is half-accepted. */
export const REFUSAL = { status: 503, code: 'queue_unavailable', retryable: true, billed: false };

export async function refuseLate(system: System) {
  const answered = await system.callOnce('/v1/generations', late(system));
  const { code, retryable, billed } = (await answered.json()) as { code?: string; retryable?: boolean; billed?: boolean };
  return { status: answered.status, code, retryable, billed };
}

export async function isAcceptedLate(system: System): Promise<boolean> {
  return (await system.callOnce('/v1/generations', late(system))).ok;
}

/** Whether `/readyz` of every process says so. */
export async function everyProcess(system: System, wanted: { ready: boolean; problem?: RegExp }): Promise<boolean> {
  const { api, notifier, workers } = system.processes;
  const matching = await Promise.all(
    [api, notifier, ...workers].map(async ({ url }) => {
      const answered = await fetch(`${url}/readyz`);
      const { ready, redis } = (await answered.json()) as { ready: boolean; redis: { problem: string | null } };
      return ready === wanted.ready && answered.status === (ready ? 200 : 503) && (wanted.problem?.test(redis.problem ?? '') ?? true);
    }),
  );
  return matching.every(Boolean);
}

/** Returns when all are back by themselves: no process is started again. */
export async function untilBack(system: System): Promise<void> {
  await waitFor(() => everyProcess(system, { ready: true }), { what: 'every process to be ready', timeoutMs: PATIENCE_MS });
  await waitFor(() => isAcceptedLate(system), { what: 'a job to be accepted again', timeoutMs: PATIENCE_MS });
}

/** Each broken promise, after every job has succeeded and was announced. */
export async function findBroken(system: System, submitted: Submitted[]): Promise<string[]> {
  const allSucceeded = async () => {
    const jobs = await system.jobs();
    return jobs.every(({ status }) => status === 'succeeded') ? jobs : undefined;
  };
  const jobs = await waitFor(allSucceeded, { what: 'every job to succeed', timeoutMs: PATIENCE_MS });
  const { received } = system.receiver;
  await waitFor(() => unannounced(jobs, received).length === 0, { what: 'every end to be announced', timeoutMs: PATIENCE_MS });
  return Object.values(countBroken({ submitted, jobs, ledger: await system.ledger(), webhooks: received })).flat();
}
