import type { Tenant } from '@darkroom/contracts';
import { KEEP_ALIVE, onClosed, openEventStream, type EventStream } from '@darkroom/runtime';

import type { Events } from '../events.ts';
import type { Answer } from '../http/handler.ts';
import { createTurns } from './turns.ts';

/** One client's end of a stream: Server-Sent Events over one answer. */
export type Stream = {
  readonly open: boolean;
  write(frame: Buffer | string): void;
  /** Returns once the client has taken most of what was written, or is gone. */
  drained(): Promise<void>;
  end(): void;
  /** Ends it at once, without waiting for a client that has not read everything. */
  stop(outcome?: string): void;
  /** Breaks it off, as after a fault of ours: the client comes back. */
  cut(outcome: string): void;
  onClose(listener: () => void): void;
};

export type StreamOf = 'tenant' | 'job';
export type Streams = ReturnType<typeof createStreams>;

/** Proxies cut connections that are quiet for a minute or less. */
const KEEP_ALIVE_EVERY_MS = 15_000;
/** In how many parts, one after the other: ten thousand streams at once would hold up everybody else. */
const PARTS = 15;
const READING_AT_ONCE = 50;
/** How long a client that lost us waits before it comes back. */
const RETRY_MS = 3_000;
/** How long a client may read nothing while there is data for it. */
const READ_PATIENCE_MS = 30_000;

/** All open streams of this process. One timer keeps them alive. */
export function createStreams(
  { events, mostOfTenant = Infinity }: { events: Pick<Events, 'streamOpened' | 'streamClosed'>; mostOfTenant?: number },
  keepAliveEveryMs = KEEP_ALIVE_EVERY_MS,
) {
  const parts = Array.from({ length: PARTS }, () => new Set<Stream>());
  let opened = 0;
  let closed = 0;
  let turn = 0;
  let timer: NodeJS.Timeout | undefined;
  /** How many answers each tenant holds open. */
  const held = new Map<Tenant | null, number>();

  const keepPartAlive = () => {
    turn = (turn + 1) % PARTS;
    for (const stream of parts[turn]!) stream.write(KEEP_ALIVE);
  };

  return {
    /** Reads what a stream has to catch up with: after a gap in the log all want to at once. */
    inTurn: createTurns(READING_AT_ONCE),
    /** Lets a tenant (null: an operator, for all) hold one more answer open, until the function returned is called; undefined when it holds as many as it may. */
    admit: (tenant: Tenant | null): (() => void) | undefined => {
      const before = held.get(tenant) ?? 0;
      if (before >= mostOfTenant) return undefined;
      held.set(tenant, before + 1);
      return () => {
        const now = held.get(tenant)! - 1;
        if (now === 0) held.delete(tenant);
        else held.set(tenant, now);
      };
    },
    /** Begins the answer. */
    open: (response: Answer, of: StreamOf): Stream => {
      const stream = openStream(response);
      const part = parts[opened++ % PARTS]!.add(stream);
      timer ??= setInterval(keepPartAlive, keepAliveEveryMs / PARTS);
      events.streamOpened(of);
      stream.onClose(() => {
        part.delete(stream);
        events.streamClosed(of);
        if (++closed < opened) return;
        clearInterval(timer);
        timer = undefined;
      });
      return stream;
    },
  };
}

function openStream(response: Answer): Stream {
  const { noted } = response.locals;
  noted.outcome = 'left'; // unless it ends in another way
  const note = (outcome: string) => {
    if (stream.open) noted.outcome = outcome;
  };
  const stream: EventStream = openEventStream(response, { retryMs: RETRY_MS, onTooSlow: () => note('too_slow') });
  const cut = (outcome: string) => {
    note(outcome);
    stream.cut();
  };
  const end = (outcome: string) => {
    note(outcome);
    stream.end();
  };

  return {
    get open() {
      return stream.open;
    },
    write: stream.write,
    cut,
    drained: async () => {
      if (!stream.open || !response.writableNeedDrain) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      const patience = setTimeout(() => cut('too_slow'), READ_PATIENCE_MS);
      response.once('drain', resolve).once('close', resolve);
      await promise;
      clearTimeout(patience);
      response.off('drain', resolve).off('close', resolve);
    },
    end: () => end('ended'),
    stop: (outcome = 'stopped') => (response.writableNeedDrain ? cut(outcome) : end(outcome)),
    onClose: (listener) => void onClosed(response, listener),
  };
}
