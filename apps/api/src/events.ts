import type { JobType, ProblemCode, Tenant } from '@darkroom/contracts';
import { traceCall, type GettyCallRecord } from '@darkroom/getty';
import type { AcceptBatchOutcome, AcceptOutcome } from '@darkroom/queue';
import { Counter, Gauge, Histogram, type Logger, type Registry } from '@darkroom/runtime';
import type { Tracing } from '@darkroom/telemetry';

import type { Noted } from './http/handler.ts';

/** Reports business events of the API: one function each, which writes its log line and its metric. */
export type Events = ReturnType<typeof createEvents>;

export type EndedRequest = {
  requestId: string;
  tenant: Tenant | undefined;
  /** The id of the API key. */
  caller: string | undefined;
  method: string;
  path: string;
  /** The route pattern, such as `/v1/jobs/:id`. */
  route: string;
  status: number;
  durationMs: number;
  noted: Noted;
};

/** Probes repeat every few seconds. */
const PROBES = new Set(['/healthz', '/readyz', '/metrics']);

export function createEvents({ logger, metrics, tracing }: { logger: Logger; metrics: Registry; tracing?: Tracing | undefined }) {
  const requests = new Histogram({
    name: 'darkroom_http_request_duration_seconds',
    help: 'Duration of HTTP requests',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [metrics],
  });
  const submissions = new Counter({
    name: 'darkroom_submissions_total',
    help: 'Submitted jobs: accepted, replayed (same idempotency key and body), reused (the key was used with another body), full (too many open jobs), budget_used_up or price_unknown',
    labelNames: ['type', 'outcome'],
    registers: [metrics],
  });
  const gettyCalls = new Histogram({
    name: 'darkroom_getty_call_duration_seconds',
    help: 'Duration of calls to Getty',
    labelNames: ['call', 'outcome'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [metrics],
  });
  const streams = new Gauge({
    name: 'darkroom_event_streams',
    help: 'Open streams of events, of a tenant or of one job',
    labelNames: ['of'],
    registers: [metrics],
  });
  for (const kind of ['tenant', 'job']) streams.set({ of: kind }, 0); // a chart has 0, not a gap, before the first one
  const refused = new Counter({
    name: 'darkroom_http_refused_total',
    help: 'Refused before becoming a request: invalid HTTP (400), too slow (408), address and headers too large (431)',
    labelNames: ['status'],
    registers: [metrics],
  });

  return {
    /** A sender of invalid bytes usually sends many: each is counted, but logged only at a detailed level. */
    requestRefused: ({ requestId, status, code }: { requestId: string; status: number; code: ProblemCode }): void => {
      refused.inc({ status });
      logger.debug({ request_id: requestId, status, code }, 'http.refused');
    },

    /** The log line of a request. */
    requestEnded: ({ requestId, tenant, caller, method, path, route, status, durationMs, noted }: EndedRequest): void => {
      requests.observe({ method, route, status }, durationMs / 1_000);
      const level = status >= 500 ? 'error' : PROBES.has(route) ? 'debug' : 'info';
      logger[level](
        { request_id: requestId, tenant, caller, method, path, route, status, duration_ms: Math.round(durationMs * 10) / 10, ...noted },
        'http.request',
      );
    },

    /** Logged in the line of its request. */
    jobSubmitted: (noted: Noted, job: { id?: string; type: JobType; outcome: AcceptOutcome['outcome'] }): void => {
      submissions.inc({ type: job.type, outcome: job.outcome });
      if (job.id !== undefined) noted.job_id = job.id;
      noted.outcome = job.outcome;
    },

    /** Logged in the line of its request. `types` are those of the valid jobs. */
    batchSubmitted: (noted: Noted, submitted: AcceptBatchOutcome, types: JobType[]): void => {
      for (const type of types) submissions.inc({ type, outcome: submitted.outcome });
      noted.outcome = submitted.outcome;
      if (submitted.outcome === 'reused' || submitted.outcome === 'full') return;
      const { id, total, accepted } = submitted.batch;
      Object.assign(noted, { batch_id: id, accepted, rejected: total - accepted } satisfies Noted);
    },

    /** Logged in the line of its request, when it has ended. */
    streamOpened: (of: 'tenant' | 'job'): void => streams.inc({ of }),
    streamClosed: (of: 'tenant' | 'job'): void => streams.dec({ of }),

    /** A fault of ours ended a stream. Its client reconnects. */
    streamFailed: (error: unknown): void => logger.error({ error }, 'stream.failed'),

    /** The log could not be followed for a while: every stream continues from its feed. */
    followingFailed: (error: unknown): void => logger.warn({ error }, 'streams.following_failed'),

    gettyCalled: (call: GettyCallRecord): void => {
      gettyCalls.observe({ call: call.kind, outcome: call.outcome }, call.durationMs / 1_000);
      logger.debug({ ...call }, 'getty.called');
      traceCall(tracing, call);
    },
  };
}
