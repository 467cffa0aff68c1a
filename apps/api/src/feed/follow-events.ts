import type { EventId, WebhookEventType } from '@darkroom/contracts';
import { isLater, isRedisAway, withoutPatience, type FeedPage, type StoredEvent } from '@darkroom/queue';
import type { Clock } from '@darkroom/runtime';

import type { Events } from '../events.ts';
import type { EventHub } from './event-hub.ts';
import { eventFrame, placeFrame, resyncFrame } from './frames.ts';
import type { Source } from './sources.ts';
import type { Stream, Streams } from './streams.ts';

export const PAGE = 100;
const PAUSE_WITHOUT_REDIS_MS = 500;

type Deps = { hub: EventHub; streams: Streams; clock: Clock; events: Pick<Events, 'streamFailed'> };

/**
 * Sends a stream every event of its source, in order, each once, from the page read first until one side ends it. It joins the hub, then
 * reads the feed to its end, then sends the events of the hub. An event is in the feed before the hub publishes it, so an event of the hub
 * during the reading only means: read on. The same happens whenever the hub may have missed events.
 * For an unwanted event the stream only sets its place, so that a reconnecting client continues after it.
 */
export function followEvents(
  { hub, streams, clock, events }: Deps,
  from: {
    source: Source;
    stream: Stream;
    wants: ((type: WebhookEventType) => boolean) | undefined;
    after: EventId | undefined;
    first: FeedPage | 'not_kept';
  },
): void {
  const { source, stream, wants } = from;
  /** The last event that was sent or skipped. Earlier ones are not sent again. */
  let place = from.after;
  /** Whether events are sent directly from the hub; otherwise the feed is being read, or will be. */
  let live = false;
  let reading = false;
  /** Whether something was, or may have been, appended since the current page was requested. */
  let appended = false;
  /** Whether the last thing sent was a resync. */
  let resynced = false;

  const send = (event: StoredEvent) => {
    if (place !== undefined && !isLater(event.id, place)) return;
    place = event.id;
    resynced = false;
    stream.write(!wants || wants(event.type) ? eventFrame(event) : placeFrame(event.id));
    if (source.endsWith(event)) stream.end();
  };

  const resync = async () => {
    const state = await source.resync();
    place = state.id;
    resynced = true;
    stream.write(resyncFrame(state));
  };

  const sendPage = async (page: FeedPage) => {
    for (const event of page.events) {
      send(event);
      await stream.drained(); // as fast as the client reads, however large the page
    }
    place = page.place;
  };

  /** Sends the next page; returns whether there is more. */
  const readOn = async (): Promise<boolean> => {
    try {
      const page = await streams.inTurn(() => source.read({ after: place, limit: PAGE }));
      await (page === 'not_kept' ? resync() : sendPage(page));
      if (page === 'not_kept' || page.more || appended) return true;
      // Its final event was not sent: it is no longer kept.
      if (stream.open && source.isOver() && !resynced) await resync();
      return false;
    } catch (error) {
      if (!isRedisAway(error)) throw error;
      await clock.sleep(PAUSE_WITHOUT_REDIS_MS);
      return true;
    }
  };

  const catchUp = async () => {
    reading = true;
    try {
      for (let more = true; stream.open && (more || appended);) {
        appended = false;
        more = await readOn();
      }
      live = true; // in one step with the look at `appended`
      if (source.isOver()) stream.end();
    } catch (error) {
      fail(error);
    }
    reading = false;
  };

  const fail = (error: unknown) => {
    events.streamFailed(error);
    stream.cut('failed');
  };

  const join = () =>
    hub.join(source.topic, {
      following: () => {
        live = false;
        appended = true;
        if (!reading) void catchUp();
      },
      onEvent: (event) => {
        if (live) send(event);
        else appended = true;
      },
      stopped: () => stream.stop(),
    });

  const follow = async () => {
    if (from.first !== 'not_kept') await sendPage(from.first); // else it is read again, and a resync sent
    if (stream.open) stream.onClose(join());
  };
  withoutPatience(follow).catch(fail);
}
