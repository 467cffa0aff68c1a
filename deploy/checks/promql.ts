import { parser } from '@prometheus-io/lezer-promql';

/** What a query names: metrics, and labels of each (of all, where a label is not in the selector of one). */
export type Query = { metrics: string[]; labels: string[]; problem: string | null };

/** Reads a query by Prometheus' own grammar. Grafana's variables are replaced by what they may stand for. */
export function readQuery(text: string): Query {
  const query = text.replaceAll('$__rate_interval', '5m').replaceAll('$namespace', '.*');
  const read: Query = { metrics: [], labels: [], problem: null };
  parser.parse(query).iterate({
    enter: ({ name, type, from, to, node }) => {
      const here = query.slice(from, to);
      if (type.isError) read.problem ??= `wrong at ${from}: ${query.slice(from, from + 20)}`;
      if (name === 'Identifier' && node.parent?.name === 'VectorSelector') read.metrics.push(here);
      if (name === 'LabelName') read.labels.push(here);
    },
  });
  return read;
}

/** Each series that a query selects, as its selector: `darkroom_jobs{status="held"}`. */
export function readSelectors(query: string): string[] {
  const selectors: string[] = [];
  parser.parse(query).iterate({
    enter: ({ name, from, to }) => {
      if (name === 'VectorSelector') selectors.push(query.slice(from, to));
    },
  });
  return selectors;
}
