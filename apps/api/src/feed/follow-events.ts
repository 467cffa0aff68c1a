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
 * Tells a stream every event of its source, in order, each once, from the page read first until one side ends it. It joins the hub, then
 * reads the feed until nothing is left in it, then tells what the hub tells. An event lies in the feed before the hub tells of it, so
 * what the hub tells while the feed is read only means: read on. Whenever the hub may have missed something it is so again.
 * Of an event that is not wanted the stream says only its place, so that a client that comes back goes on behind it.
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
  /** What was told, or read past. Nothing up to it is told again. */
  let place = from.after;
  /** Events are told as the hub tells them; else the feed is being read, or will be. */
  let live = false;
  let reading = false;
  /** Something was appended, or may have been, since the page under way was asked for. */
  let appended = false;
  /** The last that was told is the state as a whole. */
  let resynced = false;

  const tell = (event: StoredEvent) => {
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

  const tellPage = async (page: FeedPage) => {
    for (const event of page.events) {
      tell(event);
      await stream.drained(); // as fast as the client reads, however large the page
    }
    place = page.place;
  };

  /** Tells the next page; says whether there is more. */
  const readOn = async (): Promise<boolean> => {
    try {
      const page = await streams.inTurn(() => source.read({ after: place, limit: PAGE }));
      await (page === 'not_kept' ? resync() : tellPage(page));
      if (page === 'not_kept' || page.more || appended) return true;
      // What it ended with was not told: it is no longer kept.
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
      told: (event) => {
        if (live) tell(event);
        else appended = true;
      },
      stopped: () => stream.stop(),
    });

  const follow = async () => {
    if (from.first !== 'not_kept') await tellPage(from.first); // else it is read once more, and the state told
    if (stream.open) stream.onClose(join());
  };
  withoutPatience(follow).catch(fail);
}
