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
