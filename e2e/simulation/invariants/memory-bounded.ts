import type { World } from '../world.ts';
import type { Invariant, Violation } from './invariant.ts';

/** What Redis may need, in bytes: for a world in which nothing has happened, and for each of what is kept. */
const MOST_BYTES = { world: 64_000, tenant: 8_000, job: 16_000, packed: 4_000, event: 2_000, delivery: 1_500 };
/** Fields of a record, entries of a list that is cut to a length, or of what knows each tenant by a name. */
const MOST_OF_ITS_OWN = 100;
/** Terms by which lists find a packed job: words, metadata, facets. */
const MOST_TERMS = 60;

/** Nothing in Redis grows without an end: all is bounded by the jobs that are kept and by their events. */
export const memoryBounded: Invariant = {
  name: 'memory is bounded by what is kept',
  end: judge,
  gone: judge,
};

async function judge(world: World): Promise<Violation[]> {
  const { redis, plan, book } = world;
  const keys = (await redis.raw.keys(`${redis.root}:*`)).toSorted().filter((key) => !key.includes(':simulated:'));
  const found = await measure(world, keys);
  const kept = {
    world: 1,
    tenant: plan.tenants.length,
    job: found.filter(({ name }) => name.startsWith('job:')).length,
    packed: found.filter(({ name }) => name.startsWith('packed:')).length,
    event: book.events().length,
    delivery: sum(found.filter(({ name }) => name.startsWith('tenant-deliveries:')).map(({ length }) => length)),
  };
  const wrong: Violation[] = [];

  for (const { name, length } of found) {
    const most = MOST_OF_ITS_OWN + kept.tenant + mostOf(name, kept);
    if (length > most) wrong.push({ says: `${name} has ${length} entries, and may have ${most}`, about: [name] });
  }
  const bytes = sum(found.map((key) => key.bytes));
  const mostBytes = sum(Object.entries(MOST_BYTES).map(([kind, each]) => each * kept[kind as keyof typeof kept]));
  if (bytes > mostBytes)
    wrong.push({ says: `Redis needs ${bytes} bytes for ${JSON.stringify(kept)}, and may need ${mostBytes}`, about: [] });
  return wrong;
}

/** How many entries a key may have beyond a few. */
function mostOf(name: string, { job, packed, event, delivery }: { job: number; packed: number; event: number; delivery: number }): number {
  const kind = name.split(':')[0]!;
  if (['events', 'feed', 'events-aside'].includes(kind)) return event;
  if (kind.includes('deliver') || kind === 'endpoints') return delivery;
  // Counted for each tenant, as fields of few records.
  if (['clock', 'found', 'took', 'tenants', 'pauses', 'probes'].includes(kind)) return kind === 'took' ? 500 : 0;
  if (kind === 'kept-block') return packed * MOST_TERMS;
  return job + packed;
}

const LENGTHS: Record<string, string> = { hash: 'hlen', zset: 'zcard', set: 'scard', list: 'llen', stream: 'xlen' };

async function measure({ redis }: World, keys: string[]): Promise<{ name: string; bytes: number; length: number }[]> {
  const ask = async (commands: unknown[][]): Promise<unknown[]> =>
    commands.length === 0 ? [] : (await redis.raw.pipeline(commands as string[][]).exec())!.map(([, answer]) => answer);
  const types = await ask(keys.map((key) => ['type', key]));
  const lengths = await ask(keys.map((key, index) => [LENGTHS[String(types[index])] ?? 'exists', key]));
  const bytes = await ask(keys.map((key) => ['memory', 'usage', key, 'samples', '0']));
  return keys.map((key, index) => ({
    name: key.slice(redis.root.length + 1),
    bytes: Number(bytes[index] ?? 0),
    length: Number(lengths[index] ?? 0),
  }));
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
