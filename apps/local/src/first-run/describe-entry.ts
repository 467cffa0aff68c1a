import type { TimelineEntry } from '@darkroom/contracts';

/** The fields of a timeline entry that are worth showing. */
const FACTS = ['call', 'status', 'generation_request_id', 'images', 'attempt', 'code'];

/** Formats an entry as `polled ×3 (status 202)`: the event, its count, and the main facts. */
export function describeEntry(entry: TimelineEntry): string {
  const facts = FACTS.flatMap((name) => {
    const value = entry[name];
    if (typeof value !== 'string' && typeof value !== 'number') return [];
    return name === 'generation_request_id' ? [value] : [`${name} ${value}`];
  });
  const times = typeof entry.count === 'number' && entry.count > 1 ? ` ×${entry.count}` : '';
  return `${entry.event.replaceAll('_', ' ').replace('getty', 'Getty')}${times}${facts.length > 0 ? ` (${facts.join(', ')})` : ''}`;
}
