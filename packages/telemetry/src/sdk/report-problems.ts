import { ExportResultCode, type ExportResult } from '@opentelemetry/core';

import type { Problem } from '../open-telemetry.ts';

/** A receiver that is away fails every few seconds. */
const EVERY_MS = 60_000;

/** Reports that something was lost, once a minute at most, with how often since the last report. */
export type Report = (error: unknown) => void;

export function createReport(of: Problem['of'], { onProblem, now }: { onProblem: (problem: Problem) => void; now: () => number }): Report {
  let times = 0;
  let reportedAt = -Infinity;
  return (error) => {
    times++;
    if (now() - reportedAt < EVERY_MS) return;
    reportedAt = now();
    onProblem({ of, times, error });
    times = 0;
  };
}

export type Exporter<Items> = { export(items: Items, done: (result: ExportResult) => void): void };

/**
 * Reports what an exporter could not send, and lets the SDK go on: what was not sent is lost, and nothing else happens. The SDK would report it to a logger of
 * the whole process.
 */
export function reportProblems<Items, Given extends Exporter<Items>>(exporter: Given & Exporter<Items>, report: Report): Given {
  const send = exporter.export.bind(exporter);
  exporter.export = (items, done) =>
    send(items, ({ code, error }) => {
      if (code !== ExportResultCode.SUCCESS) report(error);
      done({ code: ExportResultCode.SUCCESS });
    });
  return exporter;
}
