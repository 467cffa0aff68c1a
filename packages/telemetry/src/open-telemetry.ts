import type { Registry } from 'prom-client';

import type { TelemetrySettings } from './telemetry-settings.ts';
import type { Tracing } from './tracing.ts';

/** Sends traces and metrics to a receiver of OTLP. */
export type Telemetry = {
  /** undefined: only metrics are sent. */
  tracing: Tracing | undefined;
  /** The ids of the active span, for log lines. */
  logFields: () => { trace_id: string; span_id: string } | undefined;
  /** Sends the metrics of this registry from now on, as Prometheus reads them. */
  exportMetrics: (registry: Registry) => void;
  /** Sends what is left. Returns after a few seconds at most, whether the receiver answers or not. */
  stop: () => Promise<void>;
};

/** The process that sends: its app, such as `worker`, and version. */
export type About = { app: string; version: string; host: string; pid: number };

/** The receiver did not take what was sent. `times`: how often since it was last reported. */
export type Problem = { of: 'traces' | 'metrics'; times: number; error: unknown };

/** Starts to send. Without settings nothing is loaded. `onProblem` is called once a minute at most. */
export async function openTelemetry(
  settings: TelemetrySettings | undefined,
  about: About,
  onProblem: (problem: Problem) => void,
): Promise<Telemetry | undefined> {
  if (!settings) return undefined;
  const { startSdk } = await import('./sdk/start-sdk.ts');
  return startSdk(settings, about, onProblem);
}
