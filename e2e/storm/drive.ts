import type { Job } from '@darkroom/contracts';
import { waitFor } from '@darkroom/testkit';

import type { System } from '../system.ts';

/** One request of the storm and what its two submissions were answered: the same job, when all is well. */
export type Submitted = { prompt: string; ids: [string, string] };

/** A machine that others use too may leave the API slow to come back. */
const PATIENCE_MS = 120_000;

/** Which requests; `isRefused`: those that Getty refuses once, free of charge. */
export type Wave = { from: number; to: number; isRefused?: (n: number) => boolean };

/** Submits requests number `from` up to `to`, each twice at once under one key, each again until it is accepted: the API is killed too. */
export function submitWave(system: System, { from, to, isRefused }: Wave, accepted: (id: string, n: number) => void): Promise<Submitted[]> {
  const numbers = Array.from({ length: to - from }, (_, each) => from + each);
  return Promise.all(
    numbers.map(async (n): Promise<Submitted> => {
      const request = requestNumber(n, system.receiver.url, isRefused?.(n) ?? false);
      const ids = await Promise.all([submitUntilAccepted(system, request, n), submitUntilAccepted(system, request, n)]);
      accepted(ids[0], n);
      return { prompt: request.prompt, ids };
    }),
  );
}

/** Every third is downloaded as well: in turn one image, two images, and one in the size without a known price. */
function requestNumber(n: number, receiverUrl: string, isRefused: boolean) {
  const downloads = [
    { size_name: '4k', images: [0] },
    { size_name: '4k', images: [1, 3] },
    { size_name: '1k', images: [2] },
  ];
  return {
    prompt: `a fox in the storm, number ${n}${isRefused ? ' [sim:generate status=400 when=before times=1]' : ''}`,
    webhook: { url: receiverUrl },
    ...(n % 3 === 0 ? { download: downloads[(n / 3) % 3]! } : {}),
  };
}

/** @throws Error when the API refuses for another reason than that it, or Redis, is away */
async function submitUntilAccepted(system: System, request: object, n: number): Promise<string> {
  const answer = await waitFor(
    async () => {
      const response = await system.call('/v1/generations', { body: request, key: `storm-${n}` });
      if (response.status === 503) return undefined;
      return { status: response.status, text: await response.text() };
    },
    { what: `request ${n} to be accepted`, timeoutMs: PATIENCE_MS },
  );
  if (answer.status !== 202) {
    const logged = system.processes.api.lines.filter((line) => line.includes('"level":"error"'));
    throw new Error(`Request ${n} was answered ${answer.status}: ${answer.text}\n${logged.slice(-5).join('\n')}`);
  }
  return (JSON.parse(answer.text) as Job).id;
}
