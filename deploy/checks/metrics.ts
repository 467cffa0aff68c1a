import { globSync } from 'node:fs';

import { parse } from 'yaml';

import { pathOf, readText } from './repository.ts';

export type Metric = { name: string; type: 'gauge' | 'counter' | 'histogram'; labels: string[] };

/** Every metric of the page of monitoring. */
export function documentedMetrics(): Metric[] {
  const rows = readText('docs/operations/monitoring.md').matchAll(/^\| `(darkroom_\w+)` \| (gauge|counter|histogram)([^|]*)\|([^|]*)\|/gm);
  return [...rows].map(([, name, type, , labels]) => ({
    name: name!,
    type: type as Metric['type'],
    labels: [...labels!.matchAll(/`([a-z]+)`(?=[:,(]| *$| \()/g)].map(([, label]) => label!),
  }));
}

/** The name of every metric that the code makes. */
export function metricsInCode(): string[] {
  const sources = globSync(['apps/*/src/**/*.ts', 'packages/runtime/src/**/*.ts'], { cwd: pathOf('') }).filter(
    (file) => !file.endsWith('.test.ts') && !file.includes('/test/'),
  );
  const names = sources.flatMap((file) =>
    [...readText(file).matchAll(/(?:\bname:|\bgauge\(|Gauge\()\s*'(darkroom_\w+)'/g)].map(([, name]) => name!),
  );
  return [...new Set(names)].toSorted();
}

export type Rule = { alert?: string; record?: string; expr: string; labels?: Record<string, string>; annotations?: Record<string, string> };

export function rules(): Rule[] {
  const file = parse(readText('deploy/prometheus/darkroom.rules.yaml')) as { groups: { rules: Rule[] }[] };
  return file.groups.flatMap((group) => group.rules);
}

/** Labels that a query may use: those of every process, of Prometheus' targets, of histograms and of alerts. */
const LABELS_OF_ALL = ['app', 'namespace', 'instance', 'le', 'alertname', 'alertstate'];
/** Metrics that every process of Node has by prom-client, and Prometheus itself. */
const OTHERS = [
  'process_start_time_seconds',
  'process_resident_memory_bytes',
  'process_cpu_seconds_total',
  'nodejs_eventloop_lag_p99_seconds',
  'ALERTS',
];

/** What queries may name: metric → labels. Histograms by their three series. */
export function knownSeries(): Map<string, string[]> {
  const series = documentedMetrics().flatMap(({ name, type, labels }) =>
    (type === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']).map((end) => [`${name}${end}`, labels] as const),
  );
  const recorded = rules().flatMap(({ record }) => (record ? [[record, ['status', 'call', 'outcome']] as const] : []));
  return new Map(
    [...series, ...recorded, ...OTHERS.map((name) => [name, []] as const)].map(([name, labels]) => [name, [...LABELS_OF_ALL, ...labels]]),
  );
}
