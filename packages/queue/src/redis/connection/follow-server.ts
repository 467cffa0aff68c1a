import type { Socket } from 'node:net';

import type { RedisServer } from '@darkroom/runtime/redis-url';

import { nameOf } from '../finding/ask-servers.ts';
import type { FindServer } from '../finding/find-server.ts';

/** Watches over one connection: it is closed when the server that takes writes is another one. */
export type Follow = (stream: Socket, server: RedisServer) => void;

const LOOK_EVERY_MS = 2_000;

/**
 * A master that hangs, or is cut off, closes no connection, and one that became a replica may keep them too. So where there can be another one, it is
 * looked for every 2 s. Two looks must agree: sentinels and nodes may hear of an exchange at different times.
 */
export function createFollow(find: FindServer, canMove: () => boolean): Follow {
  const followed = new Map<Socket, RedisServer>();
  let timer: NodeJS.Timeout | undefined;
  let isLooking = false;
  let seen: string | undefined;

  const look = async (): Promise<void> => {
    const server = canMove() ? await find().catch(() => undefined) : undefined; // nothing is known: the connections stay
    const name = server && nameOf(server);
    const isSure = name !== undefined && name === seen;
    seen = name;
    if (!isSure) return;
    for (const [stream, old] of followed) {
      if (nameOf(old) !== name) stream.destroy(new Error(`Redis has moved from ${nameOf(old)} to ${name}.`));
    }
  };

  const lookOnce = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    await look().finally(() => (isLooking = false));
  };

  return (stream, server) => {
    if (!canMove()) return;
    followed.set(stream, server);
    timer ??= setInterval(() => void lookOnce(), LOOK_EVERY_MS).unref();
    stream.once('close', () => {
      followed.delete(stream);
      if (followed.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    });
  };
}
