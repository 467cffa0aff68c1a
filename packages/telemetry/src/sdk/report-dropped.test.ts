import { TraceFlags } from '@opentelemetry/api';
import { expect, test } from '@jest/globals';

import { reportDropped, SpansDroppedError } from './report-dropped.ts';

const span = (traceFlags: number) => ({ spanContext: () => ({ traceId: 't', spanId: 's', traceFlags }) });

test('spans that find no room are reported, one by one; those of traces that are not sampled need none', () => {
  const [sampled, unsampled] = [span(TraceFlags.SAMPLED), span(TraceFlags.NONE)];
  const ended: unknown[] = [];
  const processor = { onEnd: (one: typeof sampled) => void ended.push(one) };
  const exporter = { export: () => undefined };
  const errors: unknown[] = [];
  reportDropped({ processor, exporter }, { most: 2, report: (error) => void errors.push(error) });
  for (const one of [sampled, unsampled, sampled]) processor.onEnd(one);
  expect([ended.length, errors]).toEqual([2, []]);
  processor.onEnd(sampled);
  expect(errors).toEqual([expect.any(SpansDroppedError)]);
  (exporter.export as (spans: unknown[], done: () => void) => void)([sampled, sampled], () => undefined);
  processor.onEnd(sampled);
  expect(errors).toHaveLength(1);
});
