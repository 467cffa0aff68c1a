import type { GenerationRequest } from '@darkroom/contracts';

import { unpackTexts } from '@darkroom/queue';

import type { World } from '../world.ts';

/** Everything in Redis about jobs, read at one moment. */
export type Records = {
  jobs: Map<string, Record<string, string>>;
  /** Those of them that are packed: they are in no index of living jobs. */
  packed: Set<string>;
  zsets: Map<string, Map<string, number>>;
  hashes: Map<string, Record<string, string>>;
  /** What each job was asked for. */
  specs: Map<string, GenerationRequest>;
};

/** What the invariants that look at one moment share; null before the first of them reads. */
const shared = new WeakMap<World, Promise<Records> | null>();

/** While `look` runs, nothing happens in the world: so its records are read once, and not for each invariant. */
export async function atOneMoment<T>(world: World, look: () => Promise<T>): Promise<T> {
  shared.set(world, null);
  try {
    return await look();
  } finally {
    shared.delete(world);
  }
}

/** All keys of the world: hashes and sorted sets by their name behind the prefix. */
export async function readRecords(world: World): Promise<Records> {
  if (!shared.has(world)) return readNow(world);
  const records = shared.get(world) ?? readNow(world);
  shared.set(world, records);
  return records;
}

async function readNow({ redis }: World): Promise<Records> {
  const keys = (await redis.raw.keys(`${redis.root}:*`)).toSorted();
  const names = keys.map((key) => key.slice(redis.root.length + 1));
  const types = keys.length === 0 ? [] : await redis.raw.pipeline(keys.map((key) => ['type', key])).exec();
  const reading = redis.raw.pipeline();
  const read: { name: string; type: string }[] = [];
  for (const [index, key] of keys.entries()) {
    const type = String(types![index]![1]);
    if (type === 'hash') reading.hgetall(key);
    else if (type === 'zset') reading.zrange(key, 0, '-1', 'WITHSCORES');
    else if (names[index]!.startsWith('spec:')) reading.get(key);
    else if (names[index]!.startsWith('packed:')) reading.getBuffer(key);
    else continue;
    read.push({ name: names[index]!, type });
  }
  const answers = read.length === 0 ? [] : await reading.exec();
  const records: Records = { jobs: new Map(), packed: new Set(), zsets: new Map(), hashes: new Map(), specs: new Map() };
  for (const [index, { name, type }] of read.entries()) {
    const answer = answers![index]![1];
    if (name.startsWith('packed:')) addPacked(records, name.slice('packed:'.length), answer as Buffer);
    else if (type === 'string')
      records.specs.set(name.slice('spec:'.length), (JSON.parse(answer as string) as { request: GenerationRequest }).request);
    else if (type === 'zset') records.zsets.set(name, scored(answer as string[]));
    else if (name.startsWith('job:')) records.jobs.set(name.slice('job:'.length), answer as Record<string, string>);
    else records.hashes.set(name, answer as Record<string, string>);
  }
  return records;
}

function addPacked(records: Records, id: string, value: Buffer): void {
  const { record, spec } = unpackTexts(value);
  records.packed.add(id);
  records.jobs.set(id, record);
  records.specs.set(id, (JSON.parse(spec) as { request: GenerationRequest }).request);
}

function scored(flat: string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (let i = 0; i < flat.length; i += 2) found.set(flat[i]!, Number(flat[i + 1]));
  return found;
}
