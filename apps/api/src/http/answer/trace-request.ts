import type { Span, Tracing } from '@darkroom/telemetry';
import type { Request } from 'express';

import type { EndedRequest } from '../../events.ts';

/** What is traced: the calls of the API, not probes or pages. */
const CALLS = '/v1/';

/** Begins the span of a request, in the trace that its headers name. `shownPath`: as logs have it. */
export function beginSpan(tracing: Tracing | undefined, request: Request, shownPath: string): Span | undefined {
  if (!tracing || !request.originalUrl.startsWith(CALLS)) return undefined;
  const { traceparent, tracestate } = request.headers;
  return tracing.start(
    {
      name: methodOf(request).name,
      kind: 'server',
      attributes: {
        'http.request.method': methodOf(request).shown,
        'http.request.method_original': methodOf(request).original,
        'url.path': `${request.baseUrl}${shownPath}`,
        'url.scheme': request.protocol,
        'network.protocol.version': request.httpVersion,
      },
    },
    typeof traceparent === 'string' ? { traceparent, ...(typeof tracestate === 'string' && { tracestate }) } : undefined,
  );
}

/** A method that nobody uses stands as `_OTHER`: names of spans must have few values. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT']);

function methodOf({ method }: Pick<Request, 'method'>): { name: string; shown: string; original: string | undefined } {
  return METHODS.has(method) ? { name: method, shown: method, original: undefined } : { name: 'HTTP', shown: '_OTHER', original: method };
}

/** Ends it. Of what was noted for the log line, it has the ids and codes. */
export function endSpan(span: Span, { requestId, tenant, method, route, status, noted }: EndedRequest): void {
  span.end({
    name: route === UNMATCHED ? methodOf({ method }).name : `${method} ${route}`,
    attributes: {
      'http.response.status_code': status,
      'http.route': route === UNMATCHED ? undefined : route,
      'darkroom.request_id': requestId,
      'darkroom.tenant': tenant,
      'darkroom.job.id': noted.job_id,
      'darkroom.batch.id': noted.batch_id,
      'darkroom.reconciliation.id': noted.reconciliation_id,
      'darkroom.outcome': noted.outcome,
      'darkroom.problem': noted.code,
    },
    error: status >= 500 ? String(status) : undefined,
  });
}

/** The route of a request that fits none. */
export const UNMATCHED = 'unmatched';
