import { TraceFlags, type SpanContext } from '@opentelemetry/api';

import type { Exporter, Report } from './report-problems.ts';

type Ended = { spanContext(): SpanContext };

/** Spans that ended while as many as may wait did so: the SDK drops them, and has no line for it. */
export class SpansDroppedError extends Error {
  override readonly name = 'SpansDroppedError';
}

/**
 * Reports the spans that the SDK drops since `most` wait already: the receiver is slower than they come. `processor` and `exporter` are those between which
 * they wait.
 */
export function reportDropped<Span extends Ended>(
  { processor, exporter }: { processor: { onEnd(span: Span): void }; exporter: Exporter<Span[]> },
  { most, report }: { most: number; report: Report },
): void {
  let waiting = 0;
  const end = processor.onEnd.bind(processor);
  const send = exporter.export.bind(exporter);
  processor.onEnd = (span) => {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    if (waiting >= most) report(new SpansDroppedError(`${most} spans wait for the receiver, so others are dropped`));
    else waiting++;
    end(span);
  };
  exporter.export = (spans, done) => {
    waiting -= spans.length;
    send(spans, done);
  };
}
