import { connect as connectTcp, Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

import { AbstractConnector, type RedisOptions } from 'ioredis';

import type { FindServer } from '../finding/find-server.ts';
import type { Follow } from './follow-server.ts';
import type { RedisSource } from '../finding/redis-source.ts';

type Dependencies = { source: RedisSource; find: FindServer; follow: Follow };

const DISCONNECT_TIMEOUT_MS = 2_000;

/**
 * How ioredis connects: it finds the server first, anew for each connection. `duplicate`, by which BullMQ makes its blocking connections, passes it on.
 *
 * ioredis ends a client for good where looking for the server fails, or is interrupted (taskforcesh/bullmq#4378). So a failure is not thrown here:
 * it is a socket that has closed already, which is followed by a new try.
 */
export function serverConnector({ source, find, follow }: Dependencies) {
  return class ServerConnector extends AbstractConnector {
    readonly #options: RedisOptions;
    /** Ends the search that is under way, if there is one. */
    #giveUp: (() => void) | undefined;

    constructor(options: unknown) {
      super(DISCONNECT_TIMEOUT_MS);
      this.#options = options as RedisOptions;
      readAtEachConnection(this.#options, source);
    }

    async connect(): Promise<Socket> {
      let isGivenUp = false;
      const givenUp = new Promise<undefined>((resolve) => {
        this.#giveUp = () => {
          isGivenUp = true;
          resolve(undefined);
        };
      });
      delete this.firstError;
      try {
        const server = await Promise.race([find(), givenUp]);
        if (server === undefined || isGivenUp) return this.#closed();
        // For errors and traces: where this connection goes.
        Object.assign(this.#options, server);
        const place = source.place();
        const family = place.kind === 'single' && place.family ? { family: place.family } : {};
        const stream = place.tls ? connectTls({ ...server, ...family, ...source.tls() }) : connectTcp({ ...server, ...family });
        stream.once('error', (error) => (this.firstError = error));
        follow(stream, server);
        return (this.stream = stream);
      } catch (error) {
        this.firstError = error as Error;
        return this.#closed();
      } finally {
        this.#giveUp = undefined;
      }
    }

    /** A sentinel may name a Redis that is no master any more, or not yet. */
    override check(info: { role?: string }): boolean {
      return source.place().kind === 'single' || info.role === undefined || info.role === 'master';
    }

    override disconnect(): void {
      this.#giveUp?.();
      // Of a closed stream, ioredis would leave a timer behind.
      if (this.#giveUp === undefined && !this.stream?.destroyed) super.disconnect();
    }

    #closed(): Socket {
      const stream = new Socket();
      stream.destroy();
      return (this.stream = stream);
    }
  };
}

/** ioredis reads these for each new connection. Copies of the options, as `duplicate` makes them, get the same again. */
function readAtEachConnection(options: RedisOptions, source: RedisSource): void {
  Object.defineProperties(options, {
    username: property(() => source.place().login.username ?? null),
    password: property(() => source.place().login.password ?? null),
    db: property(() => source.place().db),
    tls: property(() => (source.place().tls ? {} : undefined)),
  });
}

function property(get: () => unknown): PropertyDescriptor {
  return { get, set: () => undefined, enumerable: true, configurable: true };
}
