import type { TimelineEntry } from '@darkroom/contracts';

/** What of a timeline entry is worth a place on the line. */
const FACTS = ['call', 'status', 'generation_request_id', 'images', 'attempt', 'code'];

/** `polled ×3 (status 202)`: the event, how often, and the facts that say most. */
export function describeEntry(entry: TimelineEntry): string {
  const facts = FACTS.flatMap((name) => {
    const value = entry[name];
    if (typeof value !== 'string' && typeof value !== 'number') return [];
    return name === 'generation_request_id' ? [value] : [`${name} ${value}`];
  });
  const times = typeof entry.count === 'number' && entry.count > 1 ? ` ×${entry.count}` : '';
  return `${entry.event.replaceAll('_', ' ').replace('getty', 'Getty')}${times}${facts.length > 0 ? ` (${facts.join(', ')})` : ''}`;
}
