import type { Once } from '@darkroom/queue';
import type { Request } from 'express';

import type { Answer } from './handler.ts';
import { idempotencyOf, readIdempotencyKey } from './idempotency.ts';

/**
 * The `Idempotency-Key` of a POST that acts on what its address names: the action takes effect once under it. undefined: none was sent.
 * @throws ProblemError invalid_idempotency_key
 */
export function readOnce(request: Request, { locals }: Answer, body?: unknown): Once | undefined {
  const key = readIdempotencyKey(request.headers['idempotency-key']);
  if (key === undefined) return undefined;
  const route = [(request.route as { path: string }).path, ...Object.values(request.params)].join(' ');
  return idempotencyOf(key, { tenant: locals.tenant, route }, body ?? null);
}

/** Says of an answer that nothing was done for it. */
export function noteReplay(response: Answer, replayed = false): void {
  if (replayed) response.setHeader('Idempotent-Replayed', 'true');
}
