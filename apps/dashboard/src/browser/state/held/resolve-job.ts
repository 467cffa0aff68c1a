import type { Job, ResolveRequest } from '@darkroom/contracts';

import type { HeldCard } from '../../../held/held-card.ts';
import { call, type Called } from '../call.ts';

/** A way out of `held`, without the note. */
export type Way = ResolveRequest extends infer Each ? (Each extends unknown ? Omit<Each, 'note'> : never) : never;

/** Takes a job out of `held`. `key`: of this confirmation. */
export function resolveJob(
  { id, tenant }: Pick<HeldCard, 'id' | 'tenant'>,
  way: Way,
  { note, key }: { note: string | undefined; key: (body: unknown) => string },
): Promise<Called<Job>> {
  const body = { ...way, ...(note !== undefined && { note }) };
  return call<Job>(`/v1/jobs/${id}/resolve`, { method: 'POST', body, tenant, idempotencyKey: key([id, body]) });
}
