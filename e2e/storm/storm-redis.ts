import { setTimeout as sleep } from 'node:timers/promises';

import {
  ownRedis,
  redisCluster,
  redisWithSentinels,
  waitFor,
  type OwnRedis,
  type RedisCluster,
  type RedisWithSentinels,
} from '@darkroom/testkit';

/** One Redis that comes back on its data, or several of which another takes over. */
export type RedisKind = 'alone' | 'sentinel' | 'cluster';

/** The Redis of a storm. */
export type StormRedis = AsyncDisposable & {
  /** As REDIS_URL takes it. */
  readonly url: string;
  readonly kind: RedisKind;
  /** The one that takes writes now. */
  now(): Promise<OwnRedis>;
  /** kill -9. Returns when writes are taken again. */
  die(): Promise<void>;
  /** It stands still, for so long (0 to 1) of the time in which that may happen. Returns when writes are taken again. */
  hang(share: number): Promise<void>;
  /** What else may happen to it: names for people. Each returns when writes are taken again. */
  readonly troubles: readonly Trouble[];
};

export type Trouble = { name: string; happen: (share: number) => Promise<void> };

const HANGS_MS = 6_000;
const FOLLOWS = { what: 'it to follow the others', timeoutMs: 90_000, everyMs: 200 };

/** `needed`: replicas that must have each write (`min-replicas-to-write`). `tag`: the prefix of the keys. */
export async function startStormRedis(kind: RedisKind, { needed, tag }: { needed: number; tag: string }): Promise<StormRedis> {
  const redis = { args: ['--min-replicas-to-write', `${needed}`] };
  switch (kind) {
    case 'alone': {
      const alone = await ownRedis();
      return {
        url: alone.url,
        kind,
        now: async () => alone,
        async die() {
          await alone.kill('SIGKILL');
          await alone.restart();
        },
        async hang(share) {
          await alone.pause();
          await sleep(HANGS_MS * share);
          await alone.resume();
        },
        troubles: [],
        [Symbol.asyncDispose]: () => alone[Symbol.asyncDispose](),
      };
    }
    case 'sentinel': {
      const all = await redisWithSentinels({ redis });
      const actions = failingOver({
        now: () => all.master(),
        replaced: (old) => all.replaced(old),
        rejoin: (old) => all.rejoin(old),
      });
      return {
        url: all.url,
        kind,
        ...actions,
        troubles: [
          { name: 'sentinels away', happen: (share) => withoutSentinels(all, share) },
          { name: 'master exchanged', happen: () => all.exchange() },
        ],
        [Symbol.asyncDispose]: () => all[Symbol.asyncDispose](),
      };
    }
    case 'cluster': {
      const all = await redisCluster({ replicas: 1, redis });
      const actions = failingOver({
        now: () => all.nodeOf(tag),
        replaced: (old) => all.replaced(tag, old),
        rejoin: (old) => all.rejoin(tag, old),
      });
      return {
        url: all.url,
        kind,
        ...actions,
        troubles: [
          { name: 'slot moved', happen: async () => all.moveSlot(tag, await all.anotherMaster(tag)) },
          { name: 'master exchanged', happen: () => all.exchange(tag) },
          { name: 'master lost while its slot moved', happen: () => loseInMove(all, tag) },
        ],
        [Symbol.asyncDispose]: () => all[Symbol.asyncDispose](),
      };
    }
  }
}

/** Its replica has the keys that had not moved, and no note of the move. Then an operator moves the others, too. */
async function loseInMove(all: RedisCluster, tag: string): Promise<void> {
  const [from, to] = [await all.nodeOf(tag), await all.anotherMaster(tag)];
  const lost = new Error('lost');
  const moved = all.moveSlot(tag, to, async () => {
    await from.kill('SIGKILL');
    await all.replaced(tag, from);
    await all.rejoin(tag, from);
    throw lost;
  });
  await moved.catch((error: unknown) => {
    if (error !== lost) throw error;
  });
  // The one that imports forgets whose the slot is, until it is told to import no more. So the new master gets its note of the move before.
  const owner = await all.nodeOf(tag);
  const slot = String(await owner.command('CLUSTER', 'KEYSLOT', `{${tag}}`));
  await owner.command('CLUSTER', 'SETSLOT', slot, 'MIGRATING', String(await to.command('CLUSTER', 'MYID')));
  await to.command('CLUSTER', 'SETSLOT', slot, 'STABLE');
  await waitFor(async () => String(await to.command('CLUSTER', 'INFO')).includes('cluster_state:ok'), FOLLOWS);
  await all.moveSlot(tag, to);
}

/** All sentinels die, all connections end, and none is made until sentinels are back. Meanwhile the master dies, too. */
async function withoutSentinels(all: RedisWithSentinels, share: number): Promise<void> {
  const old = await all.master();
  await Promise.all(all.sentinels.map((sentinel) => sentinel.kill('SIGKILL')));
  await old.command('CLIENT', 'KILL', 'TYPE', 'normal');
  await sleep(HANGS_MS * share);
  await old.kill('SIGKILL');
  await Promise.all(all.sentinels.map((sentinel) => sentinel.restart()));
  await all.replaced(old);
  await all.rejoin(old);
}

type Several = {
  now: () => Promise<OwnRedis>;
  replaced: (old: OwnRedis) => Promise<OwnRedis>;
  rejoin: (old: OwnRedis) => Promise<void>;
};

function failingOver({ now, replaced, rejoin }: Several): Pick<StormRedis, 'now' | 'die' | 'hang'> {
  return {
    now,
    async die() {
      const old = await now();
      await old.kill('SIGKILL');
      await replaced(old);
      await rejoin(old);
    },
    async hang() {
      const old = await now();
      await old.pause();
      await replaced(old);
      await old.resume();
      await waitFor(async () => /role:slave[^]*master_link_status:up/.test(String(await old.command('INFO', 'replication'))), FOLLOWS);
    },
  };
}
