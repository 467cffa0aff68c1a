import { EventId, type Event, type Resync } from '@darkroom/contracts';
import { EventSource } from 'eventsource';

import { KEYS } from './world.ts';

type Tenant = 'acme' | 'beta';

/** One event as it came over the wire. */
export type Frame = { id: string; event: string; data: Event | Resync };

type Asked = { tenant?: Tenant; key?: string; headers?: Record<string, string> };

/** A stream read as it comes, until it ends or is disposed. */
export async function openStream(port: number, path: string, { tenant = 'acme', key = KEYS[tenant], headers = {} }: Asked = {}) {
  const hangUp = new AbortController();
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    headers: { authorization: `Bearer ${key}`, ...headers },
    signal: hangUp.signal,
  });
  const seen = { text: '', over: false };
  const reading = (async () => {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) seen.text += chunk;
  })();
  // Hanging up breaks the stream off, and so does a server that is killed.
  const ended = reading
    .catch(() => undefined)
    .finally(() => {
      seen.over = true;
    });
  return {
    response,
    seen,
    /** Resolves when the stream is over. */
    ended,
    frames: (): Frame[] => framesOf(seen.text),
    async [Symbol.asyncDispose]() {
      hangUp.abort();
      await ended;
    },
  };
}

/** The events in a stream's text, without incomplete blocks and blocks without an event (comments, a place). */
export function framesOf(text: string): Frame[] {
  return text
    .split('\n\n')
    .slice(0, -1)
    .flatMap((block) => {
      const [, id, event, data] = /^id: (.*)\nevent: (.*)\ndata: (.*)$/.exec(block) ?? [];
      return id && event && data ? [{ id, event, data: JSON.parse(data) as Frame['data'] }] : [];
    });
}

/** The public client, which comes back by itself after a loss. `after`: it has been here before. */
export function eventSource(
  port: number,
  path: string,
  options: { types: string[]; after?: string | undefined; onEvent: (id: string) => void },
) {
  const connections: AbortController[] = [];
  const source = new EventSource(`http://127.0.0.1:${port}${path}`, {
    fetch: (url, init) => {
      const connection = new AbortController();
      connections.push(connection);
      const headers = { ...init.headers, authorization: `Bearer ${KEYS.acme}` } as Record<string, string>;
      if (options.after !== undefined) headers['Last-Event-ID'] ??= options.after;
      return fetch(url, { ...init, headers, signal: AbortSignal.any([connection.signal, init.signal as AbortSignal]) });
    },
  });
  for (const type of options.types) source.addEventListener(type, ({ lastEventId }) => options.onEvent(EventId.parse(lastEventId)));
  return {
    source,
    /** Breaks the present connection, as a network does: an AbortError would say that it was meant. */
    breakOff: () => connections.at(-1)!.abort(new TypeError('The network is gone')),
    [Symbol.dispose]: () => source.close(),
  };
}
