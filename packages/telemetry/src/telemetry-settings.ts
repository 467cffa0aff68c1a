/** Where and how to send one kind of telemetry. */
export type Signal = {
  /** The full URL. */
  url: string;
  headers: Record<string, string>;
  protocol: 'http/protobuf' | 'http/json';
};

/** A share of all traces, from 0 to 1. */
export type Ratio = number;

export type SamplerName =
  | 'always_on'
  | 'always_off'
  | 'traceidratio'
  | 'parentbased_always_on'
  | 'parentbased_always_off'
  | 'parentbased_traceidratio';

/** What is sent where, from the `OTEL_…` variables. */
export type TelemetrySettings = {
  traces: (Signal & { sampler: SamplerName; ratio: Ratio }) | undefined;
  metrics: (Signal & { everyMs: number }) | undefined;
  /** Of one request to the receiver, with its repetitions. */
  timeoutMs: number;
  compression: 'none' | 'gzip';
  /** The file of the authority that signed the receiver's certificate, in PEM. */
  caFile: string | undefined;
  /** Spans that wait to be sent: how many at most, how many in a request, and for how long. */
  buffer: { most: number; atOnce: number; forMs: number };
  serviceName: string | undefined;
  attributes: Record<string, string>;
};
