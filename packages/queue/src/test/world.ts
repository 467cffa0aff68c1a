import { redisInTime, testRedis } from '@darkroom/testkit';
import { Redis } from 'ioredis';

import { connectRedis, type ConnectionRole } from '../redis/connection/connection.ts';
import type { NewJob } from '../records/job/change.ts';
import { deadlineUnsent } from '../records/job/deadline.ts';
import { newJobId } from '../records/job-id.ts';
import { NOTIFIER_GROUP } from '../redis/constants.ts';
import type { StorageFormat } from '../redis/format.ts';
import { createKeys } from '../redis/keys.ts';
import type { Pass } from '../jobs/passes.ts';
import { openStore } from '../store.ts';

/** The user of Redis as whom stores are opened; see as-scripts.integration.test.ts. */
export const connecting: { as?: string | undefined } = {};

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * A store on a prefix of its own (or on a Redis of the test's), with a clock that can be moved, and the raw Redis to look behind it. A worker's commands
 * find Redis' own clock moved as well.
 */
export async function setup(own?: { url: string; prefix: string }, role: 'worker' | 'request' = 'worker', format?: StorageFormat) {
  const shared = own ? undefined : testRedis();
  const redis = own ?? shared!;
  const url = connecting.as ? redis.url.replace('//', `//${connecting.as}:any@`) : redis.url;
  /** `stoppedAt`: it stands still there, until it is moved ahead. */
  const clock = { ahead: 0, stoppedAt: undefined as number | undefined, now: () => (clock.stoppedAt ?? Date.now()) + clock.ahead };
  const connect = (as: ConnectionRole) =>
    as === 'worker' ? redisInTime(url, clock.now, () => undefined) : connectRedis({ url, role: as, onError: () => undefined });
  const errors: object[] = [];
  const options = {
    url,
    prefix: redis.prefix,
    role,
    format,
    now: clock.now,
    logger: { ...silent, error: (fields: object) => void errors.push(fields) },
  };
  const open = (given: typeof options) => openStore(own ? given : { ...given, simulated: { connect } });
  const store = open(options);
  const raw = new Redis(redis.url);
  const keys = createKeys(redis.prefix);

  return {
    store,
    clock,
    raw,
    keys,
    /** What was logged as an error. */
    errors,
    /** The same as it is seen by a process with a clock that is so far ahead. */
    another: (aheadMs: number) => {
      const other = open({ ...options, now: () => clock.now() + aheadMs });
      return { ...other, [Symbol.asyncDispose]: () => other.close() };
    },
    /** Stores a generation and returns its id. */
    accept: async (over: Partial<NewJob> = {}): Promise<string> => {
      const job = newJob(clock.now(), over);
      await store.jobs.accept(job);
      return job.id;
    },
    /** Begins a pass; fails if there is none. */
    begin: async (id: string, run = 1): Promise<Pass> => {
      const pass = await store.passes.begin(id, run);
      if (typeof pass === 'string') throw new Error(`No pass to begin: ${pass}`);
      return pass;
    },
    timeline: async (id: string) => store.jobs.timeline((await store.jobs.get(id))!),
    /** Acknowledges all events of the log, as a notifier does. */
    handleEvents: async (): Promise<void> => {
      const created = await raw.xgroup('CREATE', keys.events, NOTIFIER_GROUP, '0', 'MKSTREAM').catch((error: Error) => error);
      if (created instanceof Error && !created.message.startsWith('BUSYGROUP')) throw created;
      const [read] = (await raw.xreadgroup('GROUP', NOTIFIER_GROUP, 'test', 'STREAMS', keys.events, '>')) ?? [];
      for (const [entry] of read?.[1] ?? []) await raw.xack(keys.events, NOTIFIER_GROUP, entry);
    },
    /** The types of the events in the tenant's feed, in order. */
    eventTypes: async (tenant = 'acme'): Promise<string[]> =>
      (await raw.xrange(keys.feed(tenant), '-', '+')).map(([, flat]) => flat[flat.lastIndexOf('event') + 1]!),
    async [Symbol.asyncDispose]() {
      await store.close();
      raw.disconnect();
      await shared?.[Symbol.asyncDispose]();
    },
  };
}

export function newJob(now: number, over: Partial<NewJob> = {}): NewJob {
  return {
    id: newJobId(),
    type: 'generation',
    tenant: 'acme',
    request: { prompt: 'a fox' },
    createdAt: now,
    deadlineAt: deadlineUnsent(undefined, now),
    ...over,
  };
}
