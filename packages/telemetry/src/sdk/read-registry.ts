import { ValueType } from '@opentelemetry/api';
import { hrTime } from '@opentelemetry/core';
import { AggregationTemporality, DataPointType, type DataPoint, type MetricData } from '@opentelemetry/sdk-metrics';
import type { Metric, Registry } from 'prom-client';

type Labels = Record<string, string | number>;
type Value = { value: number; labels: Labels; metricName?: string };
type Read = { name: string; help: string; type: string; values: Value[] };

type Time = DataPoint<number>['startTime'];

/**
 * The metrics of a registry of prom-client as OpenTelemetry has them, under the same names. `startedAt`: since when they count; `labels`: on all of them.
 * `isStopping`: leaves out what is read when it is asked for, as from Redis, which is closed by then.
 */
export async function readRegistry(
  registry: Registry,
  { startedAt, labels, isStopping }: { startedAt: Time; labels: Labels; isStopping: boolean },
): Promise<MetricData[]> {
  const metrics = registry.getMetricsAsArray().flatMap(({ name }) => registry.getSingleMetric(name) ?? []);
  const wanted = isStopping ? metrics.filter((metric) => !isCollected(metric)) : metrics;
  const read = await Promise.all(wanted.map(async (metric) => (await metric.get()) as unknown as Read));
  const times = { startTime: startedAt, endTime: hrTime() };
  return read.flatMap((metric) => {
    const values = metric.values.map((value) => ({ ...value, labels: { ...labels, ...value.labels } }));
    const data = toData({ ...metric, values }, times);
    return data && data.dataPoints.length > 0 ? [data] : [];
  });
}

function isCollected(metric: Metric): boolean {
  return (metric as { collect?: unknown }).collect !== undefined;
}

function toData(metric: Read, times: { startTime: Time; endTime: Time }): MetricData | undefined {
  const descriptor = { name: metric.name, description: metric.help, unit: '', valueType: ValueType.DOUBLE };
  const base = { descriptor, aggregationTemporality: AggregationTemporality.CUMULATIVE };
  const points = () => metric.values.map(({ value, labels }) => ({ ...times, attributes: labels, value }));
  switch (metric.type) {
    case 'counter':
      return { ...base, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints: points() };
    case 'gauge':
      return { ...base, dataPointType: DataPointType.GAUGE, dataPoints: points() };
    case 'histogram':
      return { ...base, dataPointType: DataPointType.HISTOGRAM, dataPoints: histograms(metric).map((found) => ({ ...times, ...found })) };
    default:
      return undefined; // OpenTelemetry's summaries are deprecated, and we have none
  }
}

/** prom-client lists the values of all histograms of a metric one after the other; its buckets count everything below their ends. */
function histograms({ name, values }: Read) {
  const found = new Map<string, { attributes: Labels; ends: number[]; below: number[]; sum: number; count: number }>();
  for (const { value, labels, metricName = name } of values) {
    const { le, ...attributes } = labels;
    const id = JSON.stringify(attributes, Object.keys(attributes).toSorted());
    const one = found.get(id) ?? { attributes, ends: [], below: [], sum: 0, count: 0 };
    found.set(id, one);
    if (metricName.endsWith('_sum')) one.sum = value;
    else if (metricName.endsWith('_count')) one.count = value;
    else if (le !== '+Inf') {
      one.ends.push(Number(le));
      one.below.push(value);
    }
  }
  return [...found.values()].map(({ attributes, ends, below, sum, count }) => ({
    attributes,
    value: {
      buckets: { boundaries: ends, counts: [...below, count].map((value, index) => value - (below[index - 1] ?? 0)) },
      sum,
      count,
    },
  }));
}
