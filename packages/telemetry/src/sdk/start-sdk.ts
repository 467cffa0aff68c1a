import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { hrTime } from '@opentelemetry/core';
import { resourceFromAttributes, type Resource } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Registry } from 'prom-client';

import type { About, Problem, Telemetry } from '../open-telemetry.ts';
import type { Signal, TelemetrySettings } from '../telemetry-settings.ts';
import { createTracing } from './create-tracing.ts';
import { readRegistry } from './read-registry.ts';
import { reportDropped } from './report-dropped.ts';
import { createReport, reportProblems } from './report-problems.ts';
import { createSampler } from './sampler.ts';

/** A stop waits no longer for the receiver. */
const STOP_WITHIN_MS = 3_000;
/** Of one value of an attribute. */
const MOST_CHARACTERS = 256;

type Provider = { shutdown(): Promise<void> };

/** Starts OpenTelemetry's SDK. Nothing of it is global: it has no knowledge of what other code does, and other code none of it. */
export async function startSdk(settings: TelemetrySettings, about: About, onProblem: (problem: Problem) => void): Promise<Telemetry> {
  const resource = resourceFromAttributes({
    'service.name': settings.serviceName ?? `darkroom-${about.app}`,
    'service.namespace': 'darkroom',
    'service.version': about.version,
    'service.instance.id': `${about.host}:${about.pid}`,
    'host.name': about.host,
    'process.pid': about.pid,
    'darkroom.app': about.app,
    ...settings.attributes,
    ...(settings.serviceName !== undefined && { 'service.name': settings.serviceName }),
  });
  const reporting = { onProblem, now: () => performance.now() };
  const registries: Registry[] = [];
  const state = { isStopping: false };
  const providers: Provider[] = [];
  if (settings.metrics)
    providers.push(await exportMetrics(settings, { resource, registries, reporting, state, labels: { app: about.app } }));
  const traces = settings.traces && (await exportTraces(settings, { resource, reporting }));
  if (traces) providers.push(traces);
  const tracing = traces && createTracing(traces.getTracer('darkroom', about.version));

  return {
    tracing,
    logFields: () => {
      const [, trace_id, span_id] = tracing?.active()?.context.traceparent.split('-') ?? [];
      return trace_id === undefined || span_id === undefined ? undefined : { trace_id, span_id };
    },
    exportMetrics: (registry) => void registries.push(registry),
    stop: async () => {
      state.isStopping = true;
      const over = new AbortController();
      const stopped = Promise.allSettled(providers.map((provider) => provider.shutdown()));
      await Promise.race([stopped, sleep(STOP_WITHIN_MS, undefined, { signal: over.signal }).catch(() => undefined)]);
      over.abort();
    },
  };
}

type Reporting = Parameters<typeof createReport>[1];

async function exportTraces(settings: TelemetrySettings, { resource, reporting }: { resource: Resource; reporting: Reporting }) {
  const { sampler, ratio, ...signal } = settings.traces!;
  const { OTLPTraceExporter } =
    signal.protocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');
  const report = createReport('traces', reporting);
  const exporter = reportProblems(new OTLPTraceExporter(destination(settings, signal)), report);
  const { most, atOnce, forMs } = settings.buffer;
  const buffer = { maxQueueSize: most, maxExportBatchSize: Math.min(atOnce, most), scheduledDelayMillis: forMs };
  const processor = new BatchSpanProcessor({ exporter, ...buffer, exportTimeoutMillis: settings.timeoutMs + 1_000 });
  reportDropped({ processor, exporter }, { most, report });
  return new TracerProvider({
    resource,
    sampler: createSampler(sampler, ratio),
    spanLimits: { attributeValueLengthLimit: MOST_CHARACTERS },
    spanProcessors: [processor],
  });
}

async function exportMetrics(
  settings: TelemetrySettings,
  given: { resource: Resource; registries: Registry[]; reporting: Reporting; state: { isStopping: boolean }; labels: { app: string } },
) {
  const { everyMs, ...signal } = settings.metrics!;
  const { resource, registries, reporting, state, labels } = given;
  const { OTLPMetricExporter } =
    signal.protocol === 'http/json'
      ? await import('@opentelemetry/exporter-metrics-otlp-http')
      : await import('@opentelemetry/exporter-metrics-otlp-proto');
  const exporter = reportProblems(new OTLPMetricExporter(destination(settings, signal)), createReport('metrics', reporting));
  const startedAt = hrTime();
  const collect = async () => {
    const metrics = await Promise.all(registries.map((registry) => readRegistry(registry, { startedAt, labels, ...state })));
    return { resourceMetrics: { resource, scopeMetrics: [{ scope: { name: 'darkroom' }, metrics: metrics.flat() }] }, errors: [] };
  };
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: everyMs,
    exportTimeoutMillis: Math.min(everyMs, settings.timeoutMs),
    metricProducers: [{ collect }],
  });
  return new MeterProvider({ resource, readers: [reader] });
}

function destination({ timeoutMs, compression, caFile }: TelemetrySettings, { url, headers }: Signal) {
  return {
    url,
    headers,
    timeoutMillis: timeoutMs,
    ...(compression === 'gzip' && { compression: 'gzip' as never }),
    ...(caFile !== undefined && { httpAgentOptions: { ca: readFileSync(caFile) } }),
  };
}
