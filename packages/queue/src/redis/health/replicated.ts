import { setTimeout as sleep } from 'node:timers/promises';

import type { Redis } from 'ioredis';

import { isStillMaster } from '../connection/connection.ts';
import { lookAfresh } from './look-afresh.ts';
import { readReplication } from './replication.ts';

/** How long a write may take to reach the replicas that Redis needs. */
const PATIENCE_MS = 1_000;
/** How long it may take to reach all of them. */
const PATIENCE_FOR_ALL_MS = 200;
/** A replica that joins may be made the master soon: it must have each write, too. */
const READ_AGAIN_MS = 1_000;
/** Where Redis needs none: an operator may change `min-replicas-to-write` while we run. */
const READ_RARELY_MS = 30_000;

/** A write was made, and it may be lost with the master. It can be repeated. */
export class UnreplicatedError extends Error {
  override readonly name = 'UnreplicatedError';
  constructor(why: string) {
    super(`UNREPLICATED ${why}`);
  }
}

/** How many replicas must have a write, and how many there are. */
type Wanted = { needed: number; all: number };
/** What was read over one connection; `all`: of the reading before, too. */
type Known = { stream: unknown; at: number; goodForMs: number; all?: number; found: Promise<Wanted> };

/** Runs a write, and returns when its replicas have it. */
export type Replicated = <Answer>(write: () => Promise<Answer>) => Promise<Answer>;

/**
 * Redis answers a write before its replicas have it; `min-replicas-to-write` only makes sure that there are some. So a master that dies at once takes the
 * write along. Where Redis needs replicas, a write counts when as many have it. The others have it in general, too: sentinels compare replicas by what they
 * read of them up to 5 s ago, so the one that takes over may be another one.
 *
 * A replica that does not have it, or is gone, may have been made the master: then the write is thrown away, whoever else has it. So sentinels, or nodes of
 * the cluster, must say that this Redis is still the master.
 *
 * `WAIT` is about the writes of its own connection. If that is another one by then, nothing is known of the write, and it is repeated.
 */
export function createReplicated(redis: Redis, isMaster: () => Promise<boolean> = () => isStillMaster(redis)): Replicated {
  let known: Known | undefined;
  let waiting: Promise<void> | undefined;
  const look = lookAfresh(isMaster);

  const demandMaster = async (): Promise<void> => {
    if (await Promise.race([look(), sleep(PATIENCE_MS, false, { ref: false })])) return;
    known = undefined;
    throw new UnreplicatedError('it is not certain that this Redis is still the master');
  };

  /** The first answer of a connection may be that of a master which has lost replicas to another one. */
  const readWanted = async (reading: Known): Promise<Wanted> => {
    const { replicas, replicasNeeded: needed } = await readReplication(redis);
    const all = Math.max(replicas ?? 0, needed);
    if (needed > 0 && (reading.all === undefined || all < reading.all)) await demandMaster();
    reading.all = all;
    if (needed === 0) reading.goodForMs = READ_RARELY_MS;
    return { needed, all };
  };

  const wanted = (): Promise<Wanted> => {
    const { stream } = redis;
    const at = performance.now();
    const before = known?.stream === stream ? known : undefined;
    if (before && at - before.at <= before.goodForMs) return before.found;
    const reading = { ...before, stream, at, goodForMs: READ_AGAIN_MS } as Known;
    reading.found = readWanted(reading);
    known = reading;
    reading.found.catch(() => (known = undefined)); // whoever waits for it gets the error
    return reading.found;
  };

  /** A Redis that has become a replica ends a `WAIT`, or refuses it. */
  const wait = async (replicas: number, mostMs: number): Promise<number> => {
    try {
      return await redis.wait(replicas, mostMs);
    } catch (error) {
      if (/^(UNBLOCKED|ERR WAIT cannot)/.test((error as Error).message)) throw new UnreplicatedError('this Redis has become a replica');
      throw error;
    }
  };

  /** @throws UnreplicatedError */
  const untilReplicated = async ({ needed, all }: Wanted): Promise<void> => {
    const quick = await wait(all, PATIENCE_FOR_ALL_MS);
    if (quick >= all) return;
    if (known) known.goodForMs = 0; // one may be gone
    const acknowledged = quick >= needed ? quick : await wait(needed, PATIENCE_MS - PATIENCE_FOR_ALL_MS);
    if (acknowledged < needed)
      throw new UnreplicatedError(`${acknowledged} of the ${needed} replicas that min-replicas-to-write asks for have the write`);
    await demandMaster();
  };

  /** One for all writes of a turn of the event loop: it holds up the connection. */
  const untilAllReplicated = (replicas: Wanted): Promise<void> =>
    (waiting ??= new Promise((resolve, reject) => {
      setImmediate(() => {
        waiting = undefined;
        untilReplicated(replicas).then(resolve, reject);
      });
    }));

  return async (write) => {
    for (;;) {
      const { stream } = redis;
      const answer = await write();
      const replicas = await wanted();
      if (replicas.needed === 0) return answer;
      if (redis.stream !== stream) continue;
      await untilAllReplicated(replicas);
      if (redis.stream !== stream) continue;
      return answer;
    }
  };
}
