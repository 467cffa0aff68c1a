import type { EventId } from '@darkroom/contracts';

/** Whether one event is later than another. Ids are ordered by (ms, n), not as texts: `evt_9-10` is later than `evt_9-9`. */
export function isLater(id: EventId, than: EventId): boolean {
  const [ms, n] = placeOf(id);
  const [thanMs, thanN] = placeOf(than);
  return ms === thanMs ? n > thanN : ms > thanMs;
}

/** The instant of an event by Redis' clock, in ms. */
export function instantOf(id: EventId): number {
  return placeOf(id)[0];
}

/** The stream entry of an event. */
export function toEntryId(id: EventId): string {
  return id.slice('evt_'.length);
}

/** The event of a stream entry. */
export function toEventId(entryId: string): EventId {
  return `evt_${entryId}` as EventId;
}

function placeOf(id: EventId): [ms: number, n: number] {
  const [ms, n] = toEntryId(id).split('-');
  return [Number(ms), Number(n)];
}
