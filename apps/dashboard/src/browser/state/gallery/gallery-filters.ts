const SENT = ['q', 'operation', 'project_code', 'product_id', 'archived', 'cursor'];

/**
 * The filters of the gallery, as the server takes them. In the query of the page, `from` and `to` are days of the reader's own calendar.
 */
export function readGalleryFilters(page: URLSearchParams): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of SENT) if (page.get(name)) query.set(name, page.get(name)!);
  const [from, to] = [startOf(page.get('from')), startOf(page.get('to'))];
  // "After" and "before" leave out the instant itself.
  if (from) query.set('created_after', new Date(from.getTime() - 1).toISOString());
  if (to) query.set('created_before', dayAfter(to).toISOString());
  return query;
}

/** The days that are offered, as `from` and `to`. */
export function periods(now: number): { name: string; from: string; to: string }[] {
  const today = new Date(now);
  const ago = (days: number): string => dayText(new Date(today.getFullYear(), today.getMonth(), today.getDate() - days));
  return [
    { name: 'Today', from: ago(0), to: ago(0) },
    { name: 'Yesterday', from: ago(1), to: ago(1) },
    { name: 'Last 7 days', from: ago(6), to: ago(0) },
    { name: 'Last 30 days', from: ago(29), to: ago(0) },
  ];
}

/** Midnight of a day such as `2026-11-21`, in the reader's own time; null if it is not one. */
function startOf(day: string | null): Date | null {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day ?? '') ?? [];
  return date === undefined ? null : new Date(Number(year), Number(month) - 1, Number(date));
}

function dayAfter(day: Date): Date {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1);
}

function dayText(day: Date): string {
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}
