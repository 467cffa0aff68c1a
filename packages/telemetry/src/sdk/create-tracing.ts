import { AsyncLocalStorage } from 'node:async_hooks';

import { ROOT_CONTEXT, SpanKind as OtelKind, SpanStatusCode, trace, TraceFlags, type Context, type Tracer } from '@opentelemetry/api';

import type { EndedSpan, NewSpan, Span, SpanKind, TraceContext, Tracing } from '../tracing.ts';
import { sampledAs } from './sampler.ts';
import { readTraceContext, writeTraceContext } from './trace-context.ts';

const KINDS: Record<SpanKind, OtelKind> = {
  internal: OtelKind.INTERNAL,
  server: OtelKind.SERVER,
  client: OtelKind.CLIENT,
  producer: OtelKind.PRODUCER,
  consumer: OtelKind.CONSUMER,
};

/** `isCarried`: a caller gave the trace, so that it is carried on even where it is not sampled. `above`: what it stands below may be left out. */
type Place = { context: Context; isCarried: boolean; links?: TraceContext[]; above?: Undecided | undefined };

/** What may be left out: `ended` are the spans at or below it that have ended until that is decided. */
type Undecided = { state: 'open' | 'sent' | 'left_out'; ended: (() => void)[]; above: Undecided | undefined };

/** Spans over OpenTelemetry's. The active one is known to whatever its work calls, so that calls and log lines need not be given it. */
export function createTracing(tracer: Tracer): Tracing {
  const active = new AsyncLocalStorage<Span>();

  const begin = ({ name, kind, attributes, startedAt, mayBeLeftOut }: NewSpan, { context, isCarried, links = [], above }: Place): Span => {
    const span = tracer.startSpan(
      name,
      {
        kind: KINDS[kind],
        ...(attributes && { attributes }),
        links: links.flatMap((link) => linkOf(link)),
        ...(startedAt !== undefined && { startTime: startedAt }),
      },
      context,
    );
    const spanContext = span.spanContext();
    const place = writeTraceContext(spanContext);
    const isKept = isCarried || (spanContext.traceFlags & TraceFlags.SAMPLED) !== 0;
    const own: Undecided | undefined = mayBeLeftOut ? { state: 'open', ended: [], above } : undefined;
    const self: Span = {
      context: place,
      kept: isKept ? place : undefined,
      linkTo: (other) => void (other && span.addLinks(linkOf(other))),
      run: (work) => active.run(self, work),
      causeAt: (there, other) => {
        const caused = startAt(there, other);
        caused.linkTo(place);
        return caused;
      },
      child: (below) => begin(below, { context: trace.setSpan(ROOT_CONTEXT, span), isCarried, above: own ?? above }),
      linked: (other) => begin(other, { context: sampledAs(ROOT_CONTEXT, spanContext.traceFlags), isCarried, links: [place] }),
      end: (ended = {}) => {
        conclude(ended);
        if (own) decide(own, ended.leaveOut === true);
        const endedAt = own || above ? performance.now() : undefined; // as the SDK measures times that it is not given
        send(() => span.end(endedAt), own ?? above);
      },
    };
    const conclude = ({ name: renamed, attributes: more, error }: EndedSpan) => {
      if (renamed !== undefined) span.updateName(renamed);
      if (more) span.setAttributes(more);
      if (error === undefined) return;
      span.setAttribute('error.type', error);
      span.setStatus({ code: SpanStatusCode.ERROR });
    };
    return self;
  };

  const startAt = (place: TraceContext | undefined, span: NewSpan): Span => {
    const remote = place && readTraceContext(place);
    const context = remote ? trace.setSpanContext(ROOT_CONTEXT, remote) : ROOT_CONTEXT;
    return begin(span, { context, isCarried: remote !== undefined });
  };

  return { start: (span, parent) => startAt(parent, span), active: () => active.getStore() };
}

/** Sends what has ended once nothing at or above it may be left out any more. */
function send(end: () => void, at: Undecided | undefined): void {
  for (let above = at; above; above = above.above) {
    if (above.state === 'left_out') return;
    if (above.state === 'open') return void above.ended.push(end);
  }
  end();
}

function decide(undecided: Undecided, leaveOut: boolean): void {
  const { ended, above } = undecided;
  undecided.state = leaveOut ? 'left_out' : 'sent';
  undecided.ended = [];
  if (!leaveOut) for (const end of ended) send(end, above);
}

function linkOf(place: TraceContext) {
  const context = readTraceContext(place);
  return context ? [{ context }] : [];
}
