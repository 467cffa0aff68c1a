export { calledServer } from './called-server.ts';
export { openTelemetry, type About, type Problem, type Telemetry } from './open-telemetry.ts';
export type { Ratio, SamplerName, Signal, TelemetrySettings } from './telemetry-settings.ts';
export type { Attributes, EndedSpan, NewSpan, Span, SpanKind, TraceContext, Tracing } from './tracing.ts';
export { isWorthShowing } from './worth-showing.ts';
