/** The filters of a list of jobs, as the query of the page has them: the names of `GET /v1/jobs`, and `tenant`. */
export type JobFilters = {
  tenant: string | null;
  /** As sent to the server, without the tenant. */
  query: URLSearchParams;
};

/** What the page itself keeps in the query. */
const OF_PAGE = new Set(['tenant', 'view']);

/** Reads the filters from the query of the page. */
export function readFilters(page: URLSearchParams): JobFilters {
  const query = new URLSearchParams([...page].filter(([name, value]) => !OF_PAGE.has(name) && value !== ''));
  return { tenant: page.get('tenant') || null, query };
}

/** The values of a filter that takes several: `status=queued,held`. */
export function valuesOf(query: URLSearchParams, name: string): string[] {
  return (query.get(name) ?? '').split(',').filter((value) => value !== '');
}

/** The same with one value added, or removed if it was there. */
export function toggled(query: URLSearchParams, name: string, value: string): string {
  const values = valuesOf(query, name);
  return (values.includes(value) ? values.filter((each) => each !== value) : [...values, value]).join(',');
}

/** How many filters are set besides those that always show. */
export function countMore(query: URLSearchParams, shown: ReadonlySet<string>): number {
  return [...query.keys()].filter((name) => name !== 'cursor' && name !== 'limit' && !shown.has(name)).length;
}

/** The filters as a bulk action takes them: numbers and metadata in their own form. */
export function bulkFilterOf(query: URLSearchParams): Record<string, unknown> {
  const filter: Record<string, unknown> = {};
  const metadata: Record<string, string> = {};
  for (const [name, value] of query) {
    const [, field] = /^metadata\[(.+)\]$/.exec(name) ?? [];
    if (name === 'cursor' || name === 'limit') continue;
    else if (field !== undefined) metadata[field] = value;
    else if (name === 'product_id') filter[name] = Number(value);
    else filter[name] = LISTS.has(name) ? value.split(',') : value;
  }
  return Object.keys(metadata).length > 0 ? { ...filter, metadata } : filter;
}

const LISTS = new Set(['type', 'status', 'reason', 'operation', 'billing']);
