import { randomUUID } from 'node:crypto';

import { presentProblem, type ProblemCode } from '@darkroom/contracts';
import type { RefusedStatus, RenderRefusal } from '@darkroom/runtime';

import type { Events } from '../../events.ts';

const REFUSALS: Record<RefusedStatus, { code: ProblemCode; detail: string }> = {
  400: { code: 'bad_request', detail: 'The request is not valid HTTP/1.1.' },
  408: {
    code: 'request_timeout',
    detail: 'The request was not complete within 30 s. An upload of 10 MB arrives in that time with at least 3 Mbit/s.',
  },
  431: { code: 'headers_too_large', detail: 'Address and headers may have 16 KB together.' },
};

/** Renders the problem for bytes that never became a request. Their path is not known. */
export function renderHttpError(events: Events): RenderRefusal {
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
