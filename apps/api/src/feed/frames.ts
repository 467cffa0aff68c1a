import type { EventId, Resync } from '@darkroom/contracts';
import { presentEvent, type StoredEvent } from '@darkroom/queue';

/** What a stream is made of, as Server-Sent Events write it (HTML Living Standard, 9.2). */

/** How long a client waits before it comes back, in ms, and a comment: what is there at once for proxies that wait for a first byte. */
export const OPENING = 'retry: 3000\n: open\n\n';

export const KEEP_ALIVE = Buffer.from(': keep-alive\n\n');

/** Tells no event, but where a client that comes back goes on. */
export function placeFrame(place: EventId): string {
  return `id: ${place}\n\n`;
}

export function resyncFrame(resync: Resync): string {
  return `id: ${resync.id}\nevent: resync\ndata: ${JSON.stringify(resync)}\n\n`;
}

/** An event is written once, however many streams it goes to. */
const frames = new WeakMap<StoredEvent, Buffer>();

export function eventFrame(stored: StoredEvent): Buffer {
  const known = frames.get(stored);
  if (known) return known;
  const event = presentEvent(stored);
  const frame = Buffer.from(`id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  frames.set(stored, frame);
  return frame;
}
