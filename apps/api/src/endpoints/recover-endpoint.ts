import { randomUUID } from 'node:crypto';

import { RecoverRequest, type Recovery } from '@darkroom/contracts';
import type { Store } from '@darkroom/queue';
import type { Clock } from '@darkroom/runtime';

import { findEndpoint } from './find-endpoint.ts';
import type { Handler } from '../http/handler.ts';
import { noteReplay, readAction } from '../http/idempotency/read-action.ts';
import { invalidRequest } from '../http/request/validate.ts';
import { refuseDisabled } from './refuse-disabled.ts';

/** How long a tenant's feed is kept. */
const FEED_HOURS = 72;
const FEED_MS = FEED_HOURS * 3_600_000;

/**
 * `POST /v1/endpoints/{id}/recover`: sends, or sends again, everything that it wants since an instant and has not received. 202 with the
 * counts.
 */
export function recoverEndpoint({ store, clock }: { store: Store; clock: Clock }): Handler {
  return async (request, response) => {
    const { body, idempotency, author } = await readAction(store, { request, response }, RecoverRequest);
    const since = Date.parse(body.since);
    const endpoint = await findEndpoint(store, request, response);
    const recover = async () => {
      requireSince(since, clock.now());
      if (endpoint.status === 'disabled') throw refuseDisabled();
      await store.audit.note(author, {
        tenant: endpoint.tenant,
        action: 'endpoint.recover',
        target: { type: 'endpoint', id: endpoint.id },
        changes: { since: { after: new Date(since).toISOString() } },
        once: idempotency?.key ?? randomUUID(),
      });
      return store.endpoints.recover(endpoint, since);
    };
    const { result, replayed } = await store.doOnce(idempotency, recover);
    noteReplay(response, replayed);
    const { opened, sentAgain, nextSince } = result;
    const answer: Recovery = {
      object: 'recovery',
      endpoint_id: endpoint.id,
      since: new Date(since).toISOString(),
      opened,
      sent_again: sentAgain,
      next_since: nextSince === null ? null : new Date(nextSince).toISOString(),
    };
    response.status(202).json(answer);
  };
}

/** @throws ProblemError invalid_request */
function requireSince(since: number, now: number): void {
  const detail = since > now ? 'must be in the past' : since < now - FEED_MS ? `must be at most ${FEED_HOURS} hours ago` : undefined;
  if (detail !== undefined) throw invalidRequest([{ pointer: '/since', detail }]);
}
