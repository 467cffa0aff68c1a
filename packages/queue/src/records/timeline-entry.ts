import type { PaidCall, TimelineEntry, TimelineEvent } from '@darkroom/contracts';

/** Encodes a timeline entry for commands: an event of the vocabulary, at `now` (ms). */
export function timelineText(now: number, entry: { event: TimelineEvent; call?: PaidCall }): string {
  return JSON.stringify({ at: new Date(now).toISOString(), ...entry } satisfies TimelineEntry);
}
