import type { EventId, Resync } from '@darkroom/contracts';
import { presentEvent, type StoredEvent } from '@darkroom/queue';
import { eventFrame as frameOf } from '@darkroom/runtime';

/** The frames of a stream. */

/** A frame without an event that sets the place where a reconnecting client continues. */
export function placeFrame(place: EventId): string {
  return frameOf({ id: place });
}

export function resyncFrame(resync: Resync): string {
  return frameOf({ id: resync.id, event: 'resync', data: resync });
}

/** An event is encoded once for any number of streams. */
const frames = new WeakMap<StoredEvent, Buffer>();

export function eventFrame(stored: StoredEvent): Buffer {
  const known = frames.get(stored);
  if (known) return known;
  const event = presentEvent(stored);
  const frame = Buffer.from(frameOf({ id: event.id, event: event.type, data: event }));
  frames.set(stored, frame);
  return frame;
}
