import { traceCall, type GettyCallRecord } from '@darkroom/getty';
import type { GettyNoted, LastReconciliation, LimitsNow, Pass } from '@darkroom/queue';
import { Counter, Histogram, type Logger, type Registry } from '@darkroom/runtime';
import type { Tracing } from '@darkroom/telemetry';

import type { ReconciliationEvents } from './reconciliation/reconcile.ts';
import { watchReconciliations } from './reconciliation/watch-reconciliations.ts';
import type { Outcome } from './pass/outcome.ts';
import { watchLimits } from './limits/watch-limits.ts';

/** Reports business events of a worker: one function each, which writes its log line and its metric. */
export type WorkerEvents = ReturnType<typeof createEvents>;

const CALL_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 90];

export function createEvents(deps: {
  logger: Logger;
  metrics: Registry;
  limits: () => Promise<LimitsNow>;
  lastReconciliation: () => Promise<LastReconciliation | null>;
  tracing?: Tracing | undefined;
}) {
  const registers = [deps.metrics];
  watchLimits(registers, deps.limits);
  watchReconciliations(registers, deps.lastReconciliation);
  const passes = new Counter({
    name: 'darkroom_passes_total',
    help: 'Passes over jobs, by result',
    labelNames: ['type', 'outcome'],
    registers,
  });
  const calls = new Histogram({
    name: 'darkroom_getty_call_duration_seconds',
    help: 'Calls to Getty, by kind and outcome',
    labelNames: ['call', 'outcome'],
    buckets: CALL_SECONDS,
    registers,
  });

  return {
    passEnded: (ended: { pass: Pick<Pass, 'record'>; outcome: Outcome; note: string; durationMs: number }) => {
      const { record } = ended.pass;
      passes.inc({ type: record.type, outcome: ended.note });
      deps.logger.info(
        {
          job_id: record.id,
          run: record.run,
          type: record.type,
          tenant: record.tenant,
          from: record.status,
          outcome: ended.note,
          duration_ms: ended.durationMs,
          ...('story' in ended.outcome ? ended.outcome.story : {}),
        },
        'pass.ended',
      );
    },

    /** Getty went away, or came back; reported by the process that recorded it. */
    gettyNoted: (noted: GettyNoted) => {
      if (noted.code === 'away') deps.logger.error({ cause: noted.cause }, 'getty.away');
      if (noted.code === 'back') deps.logger.info({ away_since: new Date(noted.since).toISOString() }, 'getty.back');
    },

    gettyNotNoted: (error: unknown) => deps.logger.warn({ error }, 'getty.not_noted'),

    reconciliationDelayed: ({ id, waitMs, error }: Parameters<ReconciliationEvents['reconciliationDelayed']>[0]) =>
      deps.logger.warn({ reconciliation_id: id, wait_ms: waitMs, error }, 'reconciliation.delayed'),

    reconciliationEnded: ({ id, status, error }: Parameters<ReconciliationEvents['reconciliationEnded']>[0]) =>
      deps.logger.info({ reconciliation_id: id, status, ...(error && { code: error.code }) }, 'reconciliation.ended'),

    gettyCalled: (call: GettyCallRecord) => {
      calls.observe({ call: call.kind, outcome: call.outcome }, call.durationMs / 1_000);
      deps.logger.debug({ ...call }, 'getty.called');
      traceCall(deps.tracing, call);
    },
  };
}
