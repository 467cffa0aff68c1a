/**
 * The place of a span in its trace, as the headers of W3C Trace Context: stored with a job, and sent to those who are called. It names a trace and a span,
 * and nothing else of us.
 */
export type TraceContext = { traceparent: string; tracestate?: string };

/** `internal`: work that nobody sent and that is sent to nobody. */
export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** undefined: left out. Names follow OpenTelemetry's semantic conventions, else begin with `darkroom.`. */
export type Attributes = Record<string, string | number | boolean | undefined>;

export type NewSpan = {
  /** With few values: no ids. */
  name: string;
  kind: SpanKind;
  attributes?: Attributes | undefined;
  /** In ms since 1970; without it, now. */
  startedAt?: number | undefined;
  /** Whether it is worth showing is known at its end. Until then neither it nor anything below it is sent. */
  mayBeLeftOut?: boolean | undefined;
};

export type EndedSpan = {
  /** In place of the first one. */
  name?: string;
  attributes?: Attributes;
  /** What went wrong, as a word with few values (`error.type`). The span counts as failed. */
  error?: string | undefined;
  /** For one that may be left out: neither it nor anything below it is sent. */
  leaveOut?: boolean | undefined;
};

/** A step of a trace. One that is not sampled has a place, too, and is not sent. */
export type Span = {
  /** For those who are called below it. */
  readonly context: TraceContext;
  /** What is stored with work that goes on later. undefined: nobody will look at this trace, so that nothing need be kept of it. */
  readonly kept: TraceContext | undefined;
  /** Refers to another trace that this one has to do with. */
  linkTo(context: TraceContext | undefined): void;
  /** A step in another trace, at this place, that this span causes and that refers to it. */
  causeAt(place: TraceContext, span: NewSpan): Span;
  /** Does work below this span: it is the active one meanwhile. */
  run<Result>(work: () => Result): Result;
  /** A step below it. */
  child(span: NewSpan): Span;
  /** The beginning of another trace that is linked to this span, and sampled as it is. */
  linked(span: NewSpan): Span;
  end(ended?: EndedSpan): void;
};

/** Makes spans. Where telemetry is off there is none. */
export type Tracing = {
  /** Begins below a place that another process gave; without one, in a trace of its own. An invalid place is none. */
  start(span: NewSpan, parent?: TraceContext): Span;
  /** The span below which this code runs. */
  active(): Span | undefined;
};
