import { randomUUID } from 'node:crypto';

import { presentProblem, type ProblemCode } from '@darkroom/contracts';
import type { RefusedStatus, WordRefusal } from '@darkroom/runtime';

import type { Events } from '../../events.ts';

const REFUSALS: Record<RefusedStatus, { code: ProblemCode; detail: string }> = {
  400: { code: 'bad_request', detail: 'What came is not HTTP/1.1 as it should be.' },
  408: { code: 'request_timeout', detail: 'The request did not come to its end in time.' },
  431: { code: 'headers_too_large', detail: 'Address and headers may have 16 KB together.' },
};

/** The problem for what never becomes a request. Which address it was meant for is not known. */
export function wordRefusal(events: Events): WordRefusal {
  return (status) => {
    const requestId = `req_${randomUUID()}`;
    const { code, detail } = REFUSALS[status];
    events.requestRefused({ requestId, status, code });
    return {
      headers: { 'Content-Type': 'application/problem+json', 'X-Request-Id': requestId },
      body: JSON.stringify(presentProblem(code, { detail, instance: '', requestId })),
    };
  };
}
