import type { ConnectionOptions } from 'node:tls';

import type { RedisPlace, RedisServer } from '@darkroom/runtime/redis-url';
import type { Redis } from 'ioredis';

import { askAll, askServer, askServers, nameOf, type Answer } from './ask-servers.ts';
import { RedisNotFoundError } from './connection-problem.ts';

type ClusterPlace = Extract<RedisPlace, { kind: 'cluster' }>;
/** Of `CLUSTER SLOTS`: first slot, last slot, its master, its replicas. */
type Slots = [number, number, [string | null, number, string], ...unknown[]];

/**
 * Asks nodes of a cluster which one has the slot of all our keys. Darkroom connects to this one only. It does not follow `ASK`, by which a slot is read
 * from two nodes while it moves: a Lua command would find half of its keys.
 */
export async function findSlotNode(place: ClusterPlace, tls: ConnectionOptions, root: string): Promise<RedisServer> {
  const ask = askEach(place, tls, root);
  const { host, port, others = [] } = await askServers(place.nodes, ask);
  const { answers } = await askAll(others, ask, () => false);
  const owner = nameOf({ host, port });
  const target = answers.find(({ slot, by }) => slot === 'arrives' && by !== owner);
  if (target && !answers.some(({ slot, by }) => slot === 'leaves' && by === owner))
    throw new RedisNotFoundError(halfMoved(owner, target.by));
  return { host, port };
}

/**
 * Only the two nodes of a move have it noted, and their replicas have no note. A replica that becomes master of the slot has the keys that had not moved, and
 * would answer as if these were all.
 */
function halfMoved(owner: string, target: string): string {
  return `The slot of our keys was moving to ${target} when its master was lost: ${owner} has only a part of them. Run redis-cli --cluster fix.`;
}

/** What the nodes say now, at least most of those that the URL names: a node takes over when most agree. null if fewer answer. */
export async function askMostNodes(place: ClusterPlace, tls: ConnectionOptions, root: string): Promise<Answer[] | null> {
  const areMost = (answers: Answer[]) => answers.length > place.nodes.length / 2;
  const { answers } = await askAll(place.nodes, askEach(place, tls, root), areMost);
  return areMost(answers) ? answers : null;
}

function askEach({ login, tls: isTls }: ClusterPlace, tls: ConnectionOptions, root: string) {
  return (server: RedisServer): Promise<Answer> =>
    askServer({ server, login, tls: isTls ? tls : undefined }, (redis) => askNode(redis, server, root)).catch((error: unknown) =>
      explain(error, server),
    );
}

async function askNode(redis: Redis, asked: RedisServer, root: string): Promise<Answer> {
  const [slot, ranges, nodes] = (await Promise.all([
    redis.cluster('KEYSLOT', root),
    redis.cluster('SLOTS'),
    redis.cluster('NODES'),
  ])) as unknown as [number, Slots[], string];
  const range = ranges.find(([first, last]) => first <= slot && slot <= last);
  if (!range) throw new RedisNotFoundError(`No node of the cluster has the slot ${slot} of our keys: its state is not ok.`);
  const [host, port, id] = range[2];
  // A node that does not know its own address leaves it out.
  return {
    host: host === null || host === '' || host === '?' ? asked.host : host,
    port,
    epoch: epochOf(nodes, id),
    by: nameOf(asked),
    others: mastersOf(nodes, asked),
    ...moveOf(nodes, slot),
  };
}

/** The masters that are there, also those without slots. `<id> <host>:<port>@<bus>[,<name>] <flags> …` */
function mastersOf(nodes: string, asked: RedisServer): RedisServer[] {
  return nodes.split('\n').flatMap((line) => {
    const [, address = '', flags = ''] = line.split(' ');
    const [, host, port] = /^(.*):(\d+)@/.exec(address) ?? [];
    if (port === undefined || !/\bmaster\b/.test(flags) || /fail|noaddr/.test(flags)) return [];
    return [flags.includes('myself') ? asked : { host: host || asked.host, port: Number(port) }];
  });
}

/** A node shows its own moves: `[<slot>-<-<id>]` arrives, `[<slot>->-<id>]` leaves. */
function moveOf(nodes: string, slot: number): Pick<Answer, 'slot'> {
  if (nodes.includes(`[${slot}-<-`)) return { slot: 'arrives' };
  return nodes.includes(`[${slot}->-`) ? { slot: 'leaves' } : {};
}

/** `<id> <address> <flags> <master> <ping> <pong> <epoch> …`, one line for each node. */
function epochOf(nodes: string, id: string): number {
  const line = nodes.split('\n').find((each) => each.startsWith(`${id} `));
  return Number(line?.split(' ')[6] ?? 0);
}

function explain(error: unknown, server: RedisServer): never {
  const { cause } = error as Error;
  if (cause instanceof Error && /cluster support disabled/i.test(cause.message)) {
    throw new RedisNotFoundError(`${nameOf(server)} is no cluster: REDIS_URL begins with redis:// or rediss:// then.`, { cause: error });
  }
  throw error;
}
