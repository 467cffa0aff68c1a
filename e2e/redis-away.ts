import { waitFor } from '@darkroom/testkit';

import type { House } from './house.ts';
import { countBroken, untold } from './storm/count.ts';
import type { Submitted } from './storm/drive.ts';

/** What is asked of a house while its Redis is of no use, and when it is back. */

const PATIENCE_MS = 90_000;

/** Who hears 503 asks again under the same key, and gets one job whatever became of the first. */
const late = (house: House) => ({ body: { prompt: 'a fox, too late', webhook: { url: house.receiver.url } }, key: 'too-late' });

/** How the API should refuse `refuseLate`, while Redis is still of no use: nothing is half-accepted. */
export const REFUSAL = { status: 503, code: 'queue_unavailable', retryable: true, billed: false };

export async function refuseLate(house: House) {
  const answered = await house.call('/v1/generations', late(house));
  const { code, retryable, billed } = (await answered.json()) as { code?: string; retryable?: boolean; billed?: boolean };
  return { status: answered.status, code, retryable, billed };
}

export async function isAcceptedLate(house: House): Promise<boolean> {
  return (await house.call('/v1/generations', late(house))).ok;
}

/** Whether `/readyz` of every process says so. */
export async function everyProcess(house: House, wanted: { ready: boolean; problem?: RegExp }): Promise<boolean> {
  const { api, notifier, workers } = house.processes;
  const said = await Promise.all(
    [api, notifier, ...workers].map(async ({ url }) => {
      const answered = await fetch(`${url}/readyz`);
      const { ready, redis } = (await answered.json()) as { ready: boolean; redis: { problem: string | null } };
      return ready === wanted.ready && answered.status === (ready ? 200 : 503) && (wanted.problem?.test(redis.problem ?? '') ?? true);
    }),
  );
  return said.every(Boolean);
}

/** Each promise that broke, once every job has succeeded and been told. */
export async function findBroken(house: House, submitted: Submitted[]): Promise<string[]> {
  const allSucceeded = async () => {
    const jobs = await house.jobs();
    return jobs.every(({ status }) => status === 'succeeded') ? jobs : undefined;
  };
  const jobs = await waitFor(allSucceeded, { what: 'every job to succeed', timeoutMs: PATIENCE_MS });
  const { received } = house.receiver;
  await waitFor(() => untold(jobs, received).length === 0, { what: 'every end to be told', timeoutMs: PATIENCE_MS });
  return Object.values(countBroken({ submitted, jobs, ledger: await house.ledger(), webhooks: received })).flat();
}
