import type { BatchId, JobId, Tenant } from '@darkroom/contracts';
import type { Span, TraceContext } from '@darkroom/telemetry';

import type { Answer } from './handler.ts';

type Action = 'cancel' | 'retry' | 'resolve' | 'change';

/** What an action is about. `trace`: that of its acceptance; undefined: it has none. */
type Subject = { tenant: Tenant; trace: TraceContext | undefined } & (
  | { what: 'generation' | 'download'; id: JobId }
  | { what: 'batch'; id: BatchId }
);

/**
 * Shows a caller's action in the trace of a job or batch, beside what else happened to it: the step there and the span of the request refer to each other.
 * Called when the action begins; the returned function, when it took effect. A refused action is only in the trace of its request.
 */
export function traceAction(response: Answer, action: Action, subject: Subject): (outcome: string) => void {
  const { span, noted } = response.locals;
  const startedAt = Date.now();
  if (subject.what === 'batch') noted.batch_id = subject.id;
  else noted.job_id = subject.id;
  span?.linkTo(subject.trace);
  return (outcome) => span && stepInTrace(span, { action, outcome, startedAt }, subject);
}

/** The step in the trace of its subject, which refers to the request. */
export function stepInTrace(
  request: Span,
  { action, outcome, startedAt }: { action: Action; outcome: string; startedAt?: number },
  { what, id, tenant, trace }: Subject,
): void {
  if (!trace) return;
  const step = request.causeAt(trace, {
    name: `${action} ${what}`,
    kind: 'producer',
    startedAt,
    attributes: {
      'messaging.system': 'darkroom',
      'messaging.operation.name': action,
      'messaging.operation.type': 'send',
      'messaging.destination.name': what,
      ...(what === 'batch' ? { 'darkroom.batch.id': id } : { 'messaging.message.id': id }),
      'darkroom.tenant': tenant,
      'darkroom.outcome': outcome,
    },
  });
  step.end();
}

/** A job as the subject of an action. */
export function subjectOf({
  id,
  type,
  tenant,
  spec,
}: {
  id: JobId;
  type: 'generation' | 'download';
  tenant: Tenant;
  spec: { trace?: TraceContext };
}) {
  return { what: type, id, tenant, trace: spec.trace };
}
