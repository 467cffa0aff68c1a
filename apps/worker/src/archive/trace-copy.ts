import type { Copy, ReminderOutcome } from '@darkroom/queue';
import { isWorthShowing, type Tracing } from '@darkroom/telemetry';

import type { CopyOutcome } from './copy-outcome.ts';

/** What a pass over a copy has come to. */
export type CopyEnd = { reminded: ReminderOutcome; outcome: CopyOutcome };

/** Outcomes after which the archive does not have the file. */
const FAULTS = new Set<CopyOutcome['kind']>(['failed', 'given_up']);

/**
 * Does a pass over a copy as a span of its job's trace, below the job's acceptance. A copy may be tried for months, so only some of its tries are shown.
 * A removal is not traced: its job is gone.
 */
export async function copyInTrace(
  tracing: Tracing | undefined,
  { copy, startedAt }: { copy: Copy; startedAt: number },
  work: () => Promise<CopyEnd>,
): Promise<ReminderOutcome> {
  const { record, tries } = copy;
  const trace = record?.spec.trace;
  if (!tracing || !trace) return (await work()).reminded;
  const span = tracing.start(
    {
      name: `archive ${record.type}`,
      kind: 'consumer',
      startedAt,
      mayBeLeftOut: true,
      attributes: {
        'messaging.system': 'darkroom',
        'messaging.operation.name': 'archive',
        'messaging.operation.type': 'process',
        'messaging.destination.name': record.type,
        'messaging.message.id': record.id,
        'darkroom.tenant': record.tenant,
        'darkroom.attempt': tries + 1,
      },
    },
    trace,
  );
  try {
    const { reminded, outcome } = await span.run(work);
    const { kind } = outcome;
    span.end({
      attributes: { 'darkroom.outcome': kind, 'darkroom.bytes': kind === 'stored' ? (outcome.archive.bytes ?? undefined) : undefined },
      error: FAULTS.has(kind) ? kind : undefined,
      leaveOut: (kind === 'failed' || kind === 'put_off') && !isWorthShowing(tries + 1),
    });
    return reminded;
  } catch (error) {
    span.end({ error: (error as Error).name });
    throw error;
  }
}
