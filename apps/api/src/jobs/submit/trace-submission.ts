import type { BatchId } from '@darkroom/contracts';
import type { AcceptBatchOutcome, AcceptOutcome, NewJob } from '@darkroom/queue';
import type { NewSpan, Span, TraceContext } from '@darkroom/telemetry';

/** What all messages have in common: OpenTelemetry's conventions of messaging, in which a job is a message to the workers. */
const SENT = { 'messaging.system': 'darkroom', 'messaging.operation.name': 'accept', 'messaging.operation.type': 'send' } as const;

/** The acceptance of a job: the passes over it, its calls to Getty, and its webhooks stand below this span. */
export function acceptanceOf({ id, type, tenant, batchId }: Pick<NewJob, 'id' | 'type' | 'tenant' | 'batchId'>): NewSpan {
  return {
    name: `accept ${type}`,
    kind: 'producer',
    attributes: {
      ...SENT,
      'messaging.destination.name': type,
      'messaging.message.id': id,
      'darkroom.tenant': tenant,
      'darkroom.batch.id': batchId,
    },
  };
}

/**
 * Does the acceptance of a job as a span below its request, which refers to the trace of the job that it is made from (`madeIn`). `accept` is given the job
 * with its place in the trace.
 */
export async function acceptInTrace(
  { request, madeIn }: { request: Span | undefined; madeIn: TraceContext | undefined },
  job: NewJob,
  accept: (job: NewJob) => Promise<AcceptOutcome>,
): Promise<AcceptOutcome> {
  if (!request) return accept(job);
  const span = request.child(acceptanceOf(job));
  span.linkTo(madeIn);
  try {
    const answer = await span.run(() => accept({ ...job, ...(span.kept && { trace: span.kept }) }));
    span.end({ attributes: { 'darkroom.outcome': answer.outcome, ...('id' in answer && { 'messaging.message.id': answer.id }) } });
    return answer;
  } catch (error) {
    span.end({ error: (error as Error).name });
    throw error;
  }
}

type Batch = { id: BatchId; jobs: NewJob[]; spec: object };

/**
 * The same for a batch. Each of its jobs begins a trace of its own, which is linked to the acceptance of the batch: a thousand jobs with their passes in
 * one trace could not be read.
 */
export async function acceptBatchInTrace<Given extends Batch>(
  request: Span | undefined,
  batch: Given,
  accept: (batch: Given) => Promise<AcceptBatchOutcome>,
): Promise<AcceptBatchOutcome> {
  if (!request) return accept(batch);
  const span = request.child({
    name: 'accept batch',
    kind: 'producer',
    attributes: { ...SENT, 'messaging.batch.message_count': batch.jobs.length, 'darkroom.batch.id': batch.id },
  });
  const jobs = batch.jobs.map((job) => ({ job, span: span.linked(acceptanceOf(job)) }));
  const traced = jobs.map(({ job, span: own }) => ({ ...job, ...(own.kept && { trace: own.kept }) }));
  try {
    const answer = await span.run(() => accept({ ...batch, jobs: traced, spec: { ...batch.spec, trace: span.kept } }));
    for (const one of jobs) one.span.end({ attributes: { 'darkroom.outcome': answer.outcome } });
    span.end({ attributes: { 'darkroom.outcome': answer.outcome } });
    return answer;
  } catch (error) {
    const ended = { error: (error as Error).name };
    for (const one of jobs) one.span.end(ended);
    span.end(ended);
    throw error;
  }
}
