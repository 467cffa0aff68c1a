import { freePort } from '@darkroom/embedded-redis';

import { ownRedis, QUICK_REPLICATION, type OwnRedis, type OwnRedisOptions } from './own-redis.ts';
import { waitFor } from '../waiting/wait-for.ts';

export type RedisCluster = AsyncDisposable & {
  /** As REDIS_URL takes it. */
  readonly url: string;
  readonly nodes: readonly OwnRedis[];
  /** The master that has the slot of keys with this hash tag. */
  nodeOf(tag: string): Promise<OwnRedis>;
  /** Returns when another master than this one has the slot. */
  replaced(tag: string, old: OwnRedis): Promise<OwnRedis>;
  /** Starts it again, and returns when it has all that the master has. */
  rejoin(tag: string, old: OwnRedis): Promise<void>;
  /** A replica takes over in order, without a loss. Returns when the old master follows it. */
  exchange(tag: string): Promise<void>;
  /** Another master, to which the slot can move. */
  anotherMaster(tag: string): Promise<OwnRedis>;
  /** Moves the slot and all its keys, a few at a time. `meanwhile` runs when some have moved. */
  moveSlot(tag: string, to: OwnRedis, meanwhile?: () => Promise<void>): Promise<void>;
};

/** Each look opens connections. */
const PATIENCE = { timeoutMs: 90_000, everyMs: 200 };
const SLOTS = 16_384;
const MOVED_AT_ONCE = 50;

type Node = { id: string; port: number; flags: string; master: string; slots: string[] };

/** Three masters, and `replicas` of each. A master that is gone for 1.5 s is replaced by its replica. Disposing ends all and deletes their data. */
export async function redisCluster({ replicas = 0, redis }: { replicas?: number; redis?: OwnRedisOptions } = {}): Promise<RedisCluster> {
  const started = new AsyncDisposableStack();
  try {
    const busPorts = await Promise.all(Array.from({ length: 3 + 3 * replicas }, freePort));
    const starting = busPorts.map(async (busPort) => {
      // By default it is 10,000 above the other port, where a connection may have it.
      const args = ['--cluster-enabled', 'yes', '--cluster-port', `${busPort}`, '--cluster-node-timeout', '1500'];
      return started.use(await ownRedis({ ...redis, args: [...args, ...QUICK_REPLICATION, ...(redis?.args ?? [])] }));
    });
    await Promise.allSettled(starting); // one that cannot start must not leave the others behind
    const nodes = await Promise.all(starting);
    await join(nodes, busPorts[0]!);
    return {
      url: `redis+cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
      nodes,
      ...actionsOn(nodes),
      [Symbol.asyncDispose]: () => started.disposeAsync(),
    };
  } catch (error) {
    await started.disposeAsync();
    throw error;
  }
}

async function join(nodes: OwnRedis[], firstBusPort: number): Promise<void> {
  const masters = nodes.slice(0, 3);
  for (const [index, master] of masters.entries()) {
    await master.command('CLUSTER', 'SET-CONFIG-EPOCH', `${index + 1}`);
    const first = Math.ceil((index * SLOTS) / 3);
    await master.command('CLUSTER', 'ADDSLOTSRANGE', `${first}`, `${Math.ceil(((index + 1) * SLOTS) / 3) - 1}`);
  }
  for (const node of nodes.slice(1)) await node.command('CLUSTER', 'MEET', '127.0.0.1', `${masters[0]!.port}`, `${firstBusPort}`);
  await waitFor(async () => (await Promise.all(nodes.map(readNodes))).every((known) => known.length === nodes.length), {
    what: 'the nodes to know each other',
    ...PATIENCE,
  });
  const ids = new Map((await readNodes(masters[0]!)).map(({ port, id }) => [port, id]));
  for (const [index, replica] of nodes.slice(3).entries()) {
    await replica.command('CLUSTER', 'REPLICATE', ids.get(masters[index % 3]!.port)!);
  }
  await waitFor(async () => (await Promise.all(nodes.map(isOk))).every(Boolean), { what: 'the cluster to be ok', ...PATIENCE });
  await waitFor(async () => (await Promise.all(nodes.slice(3).map(isLinked))).every(Boolean), {
    what: 'the replicas to follow',
    ...PATIENCE,
  });
}

function actionsOn(nodes: OwnRedis[]) {
  const nodeOf = async (tag: string): Promise<OwnRedis> => {
    const living = await firstAnswer(nodes);
    const slot = Number(await living.command('CLUSTER', 'KEYSLOT', `{${tag}}`));
    const owner = (await readNodes(living)).find(({ slots, flags }) => !flags.includes('fail') && slots.some((range) => isIn(slot, range)));
    const node = nodes.find(({ port }) => port === owner?.port);
    if (!node) throw new Error('no node has the slot');
    return node;
  };

  const replaced = (tag: string, old: OwnRedis): Promise<OwnRedis> =>
    waitFor(
      async () => {
        const node = await nodeOf(tag);
        return node !== old && (await isOk(node)) ? node : undefined;
      },
      { what: 'another node to have the slot', ...PATIENCE },
    );

  return {
    nodeOf,
    replaced,
    async exchange(tag: string) {
      const old = await nodeOf(tag);
      const id = await idOf(old);
      const port = (await readNodes(old)).find(({ master }) => master === id)?.port;
      const replica = nodes.find((node) => node.port === port);
      if (!replica) throw new Error('it has no replica');
      await replica.command('CLUSTER', 'FAILOVER');
      await replaced(tag, old);
      await waitFor(() => isLinked(old), { what: 'the one that was master to follow', ...PATIENCE });
    },
    async anotherMaster(tag: string) {
      const owner = await nodeOf(tag);
      const masters = (await readNodes(owner)).filter(({ slots, flags }) => slots.length > 0 && !flags.includes('fail'));
      const found = nodes.find((node) => node !== owner && masters.some(({ port }) => port === node.port));
      if (!found) throw new Error('there is no other master');
      return found;
    },
    async rejoin(tag: string, old: OwnRedis) {
      await old.restart();
      await waitFor(async () => (await isOk(old)) && (await nodeOf(tag)) !== old && (await isLinked(old)), {
        what: 'it to follow',
        ...PATIENCE,
      });
    },
    async moveSlot(tag: string, to: OwnRedis, meanwhile?: () => Promise<void>) {
      const from = await nodeOf(tag);
      const slot = String(await from.command('CLUSTER', 'KEYSLOT', `{${tag}}`));
      const [source, target] = await Promise.all([idOf(from), idOf(to)]);
      await to.command('CLUSTER', 'SETSLOT', slot, 'IMPORTING', source);
      await from.command('CLUSTER', 'SETSLOT', slot, 'MIGRATING', target);
      for (let round = 0; ; round++) {
        const keys = (await from.command('CLUSTER', 'GETKEYSINSLOT', slot, `${MOVED_AT_ONCE}`)) as string[];
        if (keys.length === 0) break;
        await from.command('MIGRATE', '127.0.0.1', `${to.port}`, '', '0', '5000', 'KEYS', ...keys);
        if (round === 0) await meanwhile?.();
      }
      for (const node of [to, from, ...nodes]) await node.command('CLUSTER', 'SETSLOT', slot, 'NODE', target).catch(() => undefined); // replicas hear of it
    },
  };
}

async function firstAnswer(nodes: OwnRedis[]): Promise<OwnRedis> {
  return Promise.any(
    nodes.map(async (node) => {
      if (!(await isOk(node))) throw new Error('it is cut off');
      return node;
    }),
  );
}

async function isOk(node: OwnRedis): Promise<boolean> {
  return String(await node.command('CLUSTER', 'INFO')).includes('cluster_state:ok');
}

async function isLinked(node: OwnRedis): Promise<boolean> {
  return String(await node.command('INFO', 'replication')).includes('master_link_status:up');
}

async function idOf(node: OwnRedis): Promise<string> {
  return String(await node.command('CLUSTER', 'MYID'));
}

/** `<id> <ip>:<port>@<bus> <flags> <master> <ping> <pong> <epoch> <link> <slots>…` */
async function readNodes(node: OwnRedis): Promise<Node[]> {
  const lines = String(await node.command('CLUSTER', 'NODES')).split('\n');
  return lines.filter(Boolean).map((line) => {
    const [id = '', address = '', flags = '', master = '', , , , , ...slots] = line.split(' ');
    return { id, port: Number(/:(\d+)@/.exec(address)?.[1]), flags, master, slots };
  });
}

function isIn(slot: number, range: string): boolean {
  const [, first, last] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? [];
  return first !== undefined && Number(first) <= slot && slot <= Number(last ?? first);
}
