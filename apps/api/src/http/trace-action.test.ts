import type { BatchId, JobId } from '@darkroom/contracts';
import type { NewSpan, Span, TraceContext } from '@darkroom/telemetry';
import { expect, test } from '@jest/globals';

import type { Answer } from './handler.ts';
import { traceAction } from './trace-action.ts';

const TRACE = { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' };
const JOB = { what: 'generation', id: 'job_1' as JobId, tenant: 'acme', trace: TRACE } as const;

/** An answer to a traced request: what its span refers to, and the steps that it causes in other traces. */
function traced() {
  const links: (TraceContext | undefined)[] = [];
  const steps: { place: TraceContext; name: string; attributes: NewSpan['attributes'] }[] = [];
  const span = {
    linkTo: (place: TraceContext | undefined) => void links.push(place),
    causeAt: (place: TraceContext, { name, attributes }: NewSpan) => {
      steps.push({ place, name, attributes });
      return { end: () => undefined };
    },
  } as unknown as Span;
  const noted: Record<string, unknown> = {};
  return { links, steps, noted, answer: { locals: { span, noted } } as unknown as Answer };
}

test('an action that takes effect is a step in the trace of its job; one that is refused only refers to it', () => {
  const { links, steps, noted, answer } = traced();
  const tookEffect = traceAction(answer, 'retry', JOB);
  expect([links, steps, noted]).toEqual([[TRACE], [], { job_id: 'job_1' }]);
  tookEffect('restarted');
  expect(steps).toEqual([
    {
      place: TRACE,
      name: 'retry generation',
      attributes: expect.objectContaining({ 'messaging.message.id': 'job_1', 'darkroom.outcome': 'restarted' }),
    },
  ]);
});

test('a batch is noted as such; what was accepted without a trace has no step', () => {
  const { steps, noted, answer } = traced();
  traceAction(answer, 'cancel', { what: 'batch', id: 'batch_1' as BatchId, tenant: 'acme', trace: undefined })('canceled');
  expect([steps, noted]).toEqual([[], { batch_id: 'batch_1' }]);
});

test('a request that is not traced does nothing but its log line', () => {
  const noted: Record<string, unknown> = {};
  traceAction({ locals: { noted } } as unknown as Answer, 'change', JOB)('changed');
  expect(noted).toEqual({ job_id: 'job_1' });
});
