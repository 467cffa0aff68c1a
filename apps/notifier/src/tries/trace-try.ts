import type { DeliveryRecord, ReminderOutcome, Store } from '@darkroom/queue';
import { calledServer, type TraceContext, type Tracing } from '@darkroom/telemetry';

import type { Answer } from '../sending/post.ts';

export type Traced = { tracing: Tracing; traceOf: Store['traceOf'] };

/** Where a try stands in a trace. */
type PlaceInTrace = { tracing: Tracing; trace: TraceContext };

/** Where the tries of a delivery stand: below the acceptance of its job or batch. `known`: that, where it is known. undefined: they are not traced. */
export async function findTrace(
  traced: Traced | undefined,
  delivery: DeliveryRecord,
  known: TraceContext | undefined,
): Promise<PlaceInTrace | undefined> {
  if (!traced) return undefined;
  const trace = known ?? (await traced.traceOf(delivery));
  return trace && { tracing: traced.tracing, trace };
}

/** One try of a delivery, in the trace of its job or batch. */
export type TracedTry = {
  /** Carries the trace on to the receiver. */
  headers: Record<string, string>;
  answered: (answer: Answer) => void;
  run: (making: () => Promise<ReminderOutcome>) => Promise<ReminderOutcome>;
};

/** Begins the spans of a try: the delivery, and below it the request. Of the address they have only the host, since the rest may hold a secret. */
export function beginTry({ tracing, trace }: PlaceInTrace, delivery: DeliveryRecord, url: string): TracedTry {
  const span = tracing.start(
    {
      name: `deliver ${delivery.eventType}`,
      kind: 'consumer',
      attributes: {
        'messaging.system': 'darkroom',
        'messaging.operation.name': 'deliver',
        'messaging.operation.type': 'process',
        'messaging.destination.name': delivery.eventType,
        'messaging.message.id': delivery.id,
        'darkroom.tenant': delivery.tenant,
        'darkroom.event.id': delivery.eventId,
        'darkroom.job.id': delivery.jobId ?? undefined,
        'darkroom.batch.id': delivery.batchId ?? undefined,
        'darkroom.endpoint.id': delivery.endpointId ?? undefined,
        'darkroom.attempt': delivery.attempts + 1,
      },
    },
    trace,
  );
  const request = span.child({
    name: 'POST webhook',
    kind: 'client',
    attributes: {
      'http.request.method': 'POST',
      ...calledServer(url),
      'http.request.resend_count': delivery.attempts || undefined,
    },
  });
  return {
    headers: request.context,
    answered: (answer) => {
      const status = answer.kind === 'answered' ? answer.status : undefined;
      const isWell = status !== undefined && status >= 200 && status < 300;
      request.end({
        attributes: { 'http.response.status_code': status },
        error: isWell ? undefined : status === undefined ? answer.kind : String(status),
      });
    },
    run: async (making) => {
      try {
        const made = await span.run(making);
        span.end({ attributes: { 'darkroom.outcome': made.note }, error: made.note === 'delivered' ? undefined : made.note });
        return made;
      } catch (error) {
        span.end({ error: (error as Error).name });
        throw error;
      }
    },
  };
}
