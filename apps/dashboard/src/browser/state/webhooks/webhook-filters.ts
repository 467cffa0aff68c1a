/** The filters of the list of deliveries, as the address has them: the names of `GET /v1/deliveries`. */
const OF_LIST = ['job_id', 'endpoint_id', 'status', 'cursor'] as const;

/** What the address asks of the list. */
export function deliveryQuery(page: URLSearchParams, limit: number): URLSearchParams {
  const asked = new URLSearchParams({ limit: String(limit) });
  for (const name of OF_LIST) if (page.get(name)) asked.set(name, page.get(name)!);
  return asked;
}

/** Whether the address asks for all deliveries. */
export function isUnfiltered(page: URLSearchParams): boolean {
  return OF_LIST.every((name) => !page.get(name));
}
