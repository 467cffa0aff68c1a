import { existsSync } from 'node:fs';

import type { Signal, TelemetrySettings } from '@darkroom/telemetry';
import { z } from 'zod';

/** The variables of OpenTelemetry that we read. The specification has their names and forms. */
const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

const Endpoint = z.string().refine(isHttpUrl, 'must be an http:// or https:// URL');
const Protocol = z.enum(
  ['http/protobuf', 'http/json'],
  'must be http/protobuf or http/json; for a receiver of grpc, name its port for http',
);
const Exporter = z.enum(['otlp', 'none'], 'must be otlp or none');
const Switch = z.stringbool({ truthy: ['true'], falsy: ['false'], error: 'must be true or false' });
const Headers = z.string().transform((text, context) => readPairs(text, /^[!#$%&'*+.^_`|~0-9a-z-]+$/i, context));

export const telemetrySettings = {
  OTEL_SDK_DISABLED: Switch.default(false),
  /** Unset: nothing is sent, and nothing is loaded. */
  OTEL_EXPORTER_OTLP_ENDPOINT: Endpoint.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: Endpoint.optional(),
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: Endpoint.optional(),
  OTEL_EXPORTER_OTLP_HEADERS: Headers.optional(),
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: Headers.optional(),
  OTEL_EXPORTER_OTLP_METRICS_HEADERS: Headers.optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: Protocol.optional(),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: Protocol.optional(),
  OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: Protocol.optional(),
  OTEL_EXPORTER_OTLP_COMPRESSION: z.enum(['none', 'gzip'], 'must be none or gzip').default('none'),
  /** In ms, as all times of these variables. */
  OTEL_EXPORTER_OTLP_TIMEOUT: whole(1, 600_000).default(10_000),
  OTEL_EXPORTER_OTLP_CERTIFICATE: z
    .string()
    .refine((path) => existsSync(path), 'must be the path of a file')
    .optional(),
  OTEL_TRACES_EXPORTER: Exporter.default('otlp'),
  OTEL_METRICS_EXPORTER: Exporter.default('otlp'),
  OTEL_TRACES_SAMPLER: z.enum(SAMPLERS, `must be ${SAMPLERS.join(', ')}`).default('parentbased_always_on'),
  OTEL_TRACES_SAMPLER_ARG: z
    .string()
    .regex(/^\d?(\.\d{1,15})?$/, 'must be a number from 0 to 1')
    .transform(Number)
    .refine((ratio) => ratio <= 1, 'must be a number from 0 to 1')
    .optional(),
  OTEL_PROPAGATORS: z
    .string()
    .refine(
      (text) => text.split(',').every((name) => PROPAGATORS.has(name.trim())),
      'must be tracecontext, baggage or both; only tracecontext is carried',
    )
    .optional(),
  OTEL_SERVICE_NAME: z.string().max(255).optional(),
  OTEL_RESOURCE_ATTRIBUTES: z
    .string()
    .transform((text, context) => readPairs(text, /^[^\s,;=]{1,255}$/, context))
    .optional(),
  OTEL_BSP_MAX_QUEUE_SIZE: whole(1, 1_000_000).default(2_048),
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: whole(1, 100_000).default(512),
  OTEL_BSP_SCHEDULE_DELAY: whole(1, 600_000).default(5_000),
  OTEL_METRIC_EXPORT_INTERVAL: whole(100, 3_600_000).default(60_000),
};

const Settings = z.object(telemetrySettings);
type Settings = z.infer<typeof Settings>;

const PROPAGATORS = new Set(['tracecontext', 'baggage']);

/**
 * Families of names in which every variable concerns us: an unknown one is a typing mistake, or asks for what we do not do. Other names with `OTEL_` are
 * those of other programs in the same environment.
 */
const FAMILIES = ['OTEL_EXPORTER_OTLP_', 'OTEL_TRACES_', 'OTEL_METRICS_', 'OTEL_METRIC_', 'OTEL_BSP_', 'OTEL_SERVICE_', 'OTEL_SDK_'];

/** Whether a variable looks like one of OpenTelemetry's that we read, and is none. */
export function isUnknownTelemetry(name: string): boolean {
  return FAMILIES.some((family) => name.startsWith(family)) && !(name in telemetrySettings);
}

/** What is sent where; undefined: nothing. An app without these settings sends nothing. */
export function readTelemetry(given: Settings | { OTEL_SDK_DISABLED?: never }): TelemetrySettings | undefined {
  if (given.OTEL_SDK_DISABLED === undefined || given.OTEL_SDK_DISABLED) return undefined;
  const settings: Settings = given;
  const traces = settings.OTEL_TRACES_EXPORTER === 'otlp' ? signalOf(settings, 'TRACES') : undefined;
  const metrics = settings.OTEL_METRICS_EXPORTER === 'otlp' ? signalOf(settings, 'METRICS') : undefined;
  if (!traces && !metrics) return undefined;
  return {
    traces: traces && { ...traces, sampler: settings.OTEL_TRACES_SAMPLER, ratio: settings.OTEL_TRACES_SAMPLER_ARG ?? 1 },
    metrics: metrics && { ...metrics, everyMs: settings.OTEL_METRIC_EXPORT_INTERVAL },
    timeoutMs: settings.OTEL_EXPORTER_OTLP_TIMEOUT,
    compression: settings.OTEL_EXPORTER_OTLP_COMPRESSION,
    caFile: settings.OTEL_EXPORTER_OTLP_CERTIFICATE,
    buffer: {
      most: settings.OTEL_BSP_MAX_QUEUE_SIZE,
      atOnce: settings.OTEL_BSP_MAX_EXPORT_BATCH_SIZE,
      forMs: settings.OTEL_BSP_SCHEDULE_DELAY,
    },
    serviceName: settings.OTEL_SERVICE_NAME,
    attributes: settings.OTEL_RESOURCE_ATTRIBUTES ?? {},
  };
}

/** A variable of one kind of telemetry goes before the one of all kinds. */
function signalOf(settings: Settings, kind: 'TRACES' | 'METRICS'): Signal | undefined {
  const base = settings.OTEL_EXPORTER_OTLP_ENDPOINT;
  const url = settings[`OTEL_EXPORTER_OTLP_${kind}_ENDPOINT`] ?? (base && below(base, `v1/${kind.toLowerCase()}`));
  if (url === undefined) return undefined;
  return {
    url,
    headers: { ...settings.OTEL_EXPORTER_OTLP_HEADERS, ...settings[`OTEL_EXPORTER_OTLP_${kind}_HEADERS`] },
    protocol: settings[`OTEL_EXPORTER_OTLP_${kind}_PROTOCOL`] ?? settings.OTEL_EXPORTER_OTLP_PROTOCOL ?? 'http/protobuf',
  };
}

function below(base: string, path: string): string {
  const url = new URL(base);
  url.pathname = `${url.pathname}${url.pathname.endsWith('/') ? '' : '/'}${path}`;
  return url.href;
}

/** `name=value,name=value`, with values in percent-encoding. */
function readPairs(text: string, names: RegExp, context: z.RefinementCtx): Record<string, string> {
  const pairs = text.split(',').map((pair) => pair.trim());
  const read = pairs.filter((pair) => pair !== '').map((pair) => readPair(pair, names));
  if (read.includes(undefined)) context.addIssue('must be name=value pairs separated by commas, with values in percent-encoding');
  return Object.fromEntries(read.flatMap((pair) => (pair ? [pair] : [])));
}

function readPair(pair: string, names: RegExp): [name: string, value: string] | undefined {
  const at = pair.indexOf('=');
  const [name, value] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
  if (at < 1 || !names.test(name)) return undefined;
  try {
    const decoded = decodeURIComponent(value);
    return /^[\x20-\x7e\u00a0-\uffff]*$/.test(decoded) ? [name, decoded] : undefined;
  } catch {
    return undefined;
  }
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}

function whole(least: number, most: number) {
  const says = `must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, says)
    .transform(Number)
    .refine((value) => value >= least && value <= most, says);
}
