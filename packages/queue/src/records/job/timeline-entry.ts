import type { PaidCall, TimelineEntry, TimelineEvent } from '@darkroom/contracts';

import type { JobRecord } from './record.ts';

/** Encodes a timeline entry for commands: an event of the vocabulary, at `now` (ms). */
export function timelineText(now: number, entry: { event: TimelineEvent; call?: PaidCall }): string {
  return JSON.stringify({ at: new Date(now).toISOString(), ...entry } satisfies TimelineEntry);
}

/** The first entry of a job's timeline. It is derived from the record, not stored. */
export function acceptedEntry({ createdAt }: JobRecord): TimelineEntry {
  return { at: new Date(createdAt).toISOString(), event: 'accepted' };
}

/**
 * The entries of a timeline with times that never run backwards: each is written with the clock of its process, and these may be apart. The order is that of
 * the transitions; an entry with an earlier time than the one before takes that one's.
 */
export function forwards(entries: TimelineEntry[]): TimelineEntry[] {
  let latest = '';
  const notBefore = (instant: string): string => {
    if (instant > latest) latest = instant;
    return latest;
  };
  return entries.map((entry) => {
    const at = notBefore(entry.at);
    return typeof entry['last_at'] === 'string' ? { ...entry, at, last_at: notBefore(entry['last_at']) } : { ...entry, at };
  });
}
