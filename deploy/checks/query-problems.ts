import { knownSeries } from './metrics.ts';
import { readQuery } from './promql.ts';

/** What is wrong with a query: its form, a metric that no process has, or a label that none of its metrics has. */
export function queryProblems(text: string, series = knownSeries()): string[] {
  const { metrics, labels, problem } = readQuery(text);
  const known = new Set(metrics.flatMap((metric) => series.get(metric) ?? []));
  return [
    ...(problem === null ? [] : [problem]),
    ...(metrics.length === 0 ? ['names no metric'] : []),
    ...metrics.filter((metric) => !series.has(metric)).map((metric) => `no metric ${metric}`),
    ...labels.filter((label) => !known.has(label)).map((label) => `no label ${label}`),
  ].map((what) => `${text}: ${what}`);
}
