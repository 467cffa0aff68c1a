import { ROOT_CONTEXT, defaultTextMapGetter, trace, type SpanContext } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';

import type { TraceContext } from '../tracing.ts';

const w3c = new W3CTraceContextPropagator();

/** Longer ones are not looked at: a caller can send anything. The specification has 55 characters, and at most 512 of state. */
const MOST_PARENT = 256;
const MOST_STATE = 8_192;

/** The place that headers name, or undefined where they are not valid. */
export function readTraceContext({ traceparent, tracestate }: TraceContext): SpanContext | undefined {
  if (traceparent.length > MOST_PARENT) return undefined;
  const state = tracestate !== undefined && tracestate.length <= MOST_STATE ? { tracestate } : {};
  return trace.getSpanContext(w3c.extract(ROOT_CONTEXT, { traceparent, ...state }, defaultTextMapGetter));
}

/** A place as headers. */
export function writeTraceContext({ traceId, spanId, traceFlags, traceState }: SpanContext): TraceContext {
  const traceparent = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
  const tracestate = traceState?.serialize();
  return tracestate ? { traceparent, tracestate } : { traceparent };
}
