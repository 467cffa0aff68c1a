import type { ResolveRequest } from '@darkroom/contracts';

import { logInAgain } from './log-in-again.ts';

/** A way out of `held`. */
export type WayOut = ResolveRequest;

/** Returns what stands in the way, in words; null when it was done. What follows from it comes with the next look at the job. */
export async function resolveJob(id: string, way: WayOut): Promise<string | null> {
  try {
    const answer = await fetch(`/jobs/${id}/resolve`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(way),
    });
    if (answer.status === 401) logInAgain();
    return answer.ok ? null : ((await answer.json()) as { detail: string }).detail;
  } catch {
    return 'The dashboard does not answer, so it is not known whether this was done. Look at the job again.';
  }
}
