import { eventFrame, KEEP_ALIVE, openEventStream as openStream } from '@darkroom/runtime';
import type { Response } from 'express';

/** One browser's end of the live page. `Events` maps their names to what they carry. */
export type EventStream<Events extends object> = {
  send<Name extends keyof Events & string>(event: Name, data: Events[Name]): void;
  keepAlive(): void;
  end(): void;
};

/** How long a browser that lost us waits before it comes back. Then it is sent the whole state. */
const RETRY_MS = 1_000;

export function openEventStream<Events extends object = Record<string, unknown>>(response: Response): EventStream<Events> {
  const stream = openStream(response, { retryMs: RETRY_MS });
  return {
    send: (event, data) => stream.write(eventFrame({ event, data })),
    keepAlive: () => stream.write(KEEP_ALIVE),
    end: stream.end,
  };
}
