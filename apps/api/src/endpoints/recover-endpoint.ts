import { RecoverRequest, type Recovery } from '@darkroom/contracts';
import type { Store } from '@darkroom/queue';
import type { Clock } from '@darkroom/runtime';

import { findEndpoint } from './find-endpoint.ts';
import type { Handler } from '../http/handler.ts';
import { readJson } from '../http/read-json.ts';
import { invalidRequest, validate } from '../http/validate.ts';
import { refuseDisabled } from './refuse-disabled.ts';

/** How long a tenant's feed reaches back. */
const FEED_HOURS = 72;
const FEED_MS = FEED_HOURS * 3_600_000;

/** `POST /v1/endpoints/{id}/recover`: everything that it wants and has not got since an instant is sent, or sent again. 202 with how much. */
export function recoverEndpoint({ store, clock }: { store: Store; clock: Clock }): Handler {
  return async (request, response) => {
    const body = validate(RecoverRequest, await readJson(request));
    const since = Date.parse(body.since);
    requireSince(since, clock.now());
    const endpoint = await findEndpoint(store, request, response);
    if (endpoint.status === 'disabled') throw refuseDisabled();
    const { opened, sentAgain, nextSince } = await store.endpoints.recover(endpoint, since);
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
  const detail = since > now ? 'must lie in the past' : since < now - FEED_MS ? `must be at most ${FEED_HOURS} hours ago` : undefined;
  if (detail !== undefined) throw invalidRequest([{ pointer: '/since', detail }]);
}
