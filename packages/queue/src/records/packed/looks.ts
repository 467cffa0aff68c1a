import type { TimelineEntry } from '@darkroom/contracts';

/**
 * The timeline with the polls that the record alone has counted since the last entry. `looks` is a field of the record, 'count first last' (see
 * timeline.lua). Polls in a row are one entry.
 */
export function withLooks(entries: TimelineEntry[], looks: string | null): TimelineEntry[] {
  if (looks === null) return entries;
  const [counted, first, last] = looks.split(' ') as [string, string, string];
  const before = entries.at(-1);
  const joins = before?.event === 'polled';
  const count = Number(counted) + (joins ? Number(before['count'] ?? 1) : 0);
  const entry: TimelineEntry = { at: joins ? before.at : first, event: 'polled', status: 202, ...(count > 1 && { count, last_at: last }) };
  return [...(joins ? entries.slice(0, -1) : entries), entry];
}
