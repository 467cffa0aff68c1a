import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { expect, test } from '@jest/globals';

import type { Problem } from '../open-telemetry.ts';
import { createReport, reportProblems } from './report-problems.ts';

test('what an exporter could not send is reported once a minute, with how often, and the SDK takes it for sent', () => {
  const clock = { now: 0 };
  const problems: Problem[] = [];
  const error = new Error('away');
  let code = ExportResultCode.FAILED;
  const report = createReport('traces', { onProblem: (problem) => void problems.push(problem), now: () => clock.now });
  const exporter = reportProblems({ export: (_items: string[], done: (result: ExportResult) => void) => done({ code, error }) }, report);
  const codes: ExportResultCode[] = [];
  const send = (atMs: number) => {
    clock.now = atMs;
    exporter.export([], (result) => void codes.push(result.code));
  };
  for (const atMs of [0, 5_000, 10_000, 59_999, 60_000, 65_000]) send(atMs);
  code = ExportResultCode.SUCCESS;
  send(200_000);
  expect(problems).toEqual([
    { of: 'traces', times: 1, error },
    { of: 'traces', times: 4, error },
  ]);
  expect(codes).toEqual(Array.from({ length: 7 }, () => ExportResultCode.SUCCESS));
});
