import { ownRedis, QUICK_REPLICATION, type OwnRedis, type OwnRedisOptions } from './own-redis.ts';
import { waitFor } from '../waiting/wait-for.ts';

export type RedisWithSentinels = AsyncDisposable & {
  /** As REDIS_URL takes it: names the sentinels, and the master by its name. */
  readonly url: string;
  readonly redises: readonly OwnRedis[];
  readonly sentinels: readonly OwnRedis[];
  /** The master, as most sentinels name it. */
  master(): Promise<OwnRedis>;
  /** Returns when the sentinels name another master than this one, and it is one. */
  replaced(old: OwnRedis): Promise<OwnRedis>;
  /** Starts it again, and returns when it has all that the master has. */
  rejoin(old: OwnRedis): Promise<void>;
  /** Returns when all replicas that run have what the master has. */
  inStep(): Promise<void>;
  /** The sentinels exchange the master in order. Returns when it follows another one. */
  exchange(): Promise<void>;
};

const MASTER = 'darkroom-test';
/** Each look opens connections. */
const PATIENCE = { timeoutMs: 90_000, everyMs: 200 };

type Options = { redises?: number; sentinels?: number; redis?: OwnRedisOptions; quorum?: number };

/** Redises that follow one of them, and the sentinels that exchange it when it is gone for 1.5 s. Disposing ends all and deletes their data. */
export async function redisWithSentinels(options: Options = {}): Promise<RedisWithSentinels> {
  const started = new AsyncDisposableStack();
  const { redises: redisCount = 3, sentinels: sentinelCount = 3 } = options;
  try {
    const redises = await startAll(started, redisCount, { ...options.redis, args: [...QUICK_REPLICATION, ...(options.redis?.args ?? [])] });
    const first = redises[0]!;
    for (const redis of redises.slice(1)) await redis.command('REPLICAOF', '127.0.0.1', `${first.port}`);
    await allInStep(async () => first, redises);
    const quorum = options.quorum ?? Math.floor(sentinelCount / 2) + 1;
    const files = { 'sentinel.conf': sentinelConfig(first.port, quorum) };
    const sentinels = await startAll(started, sentinelCount, { files, sentinelFile: 'sentinel.conf' });
    await waitFor(() => allKnowEachOther(sentinels, redisCount), { what: 'the sentinels to know each other', ...PATIENCE });

    const named = async (): Promise<OwnRedis> => {
      const names = await Promise.all(sentinels.map((sentinel) => masterPort(sentinel).catch(() => undefined)));
      const [most] = [...Map.groupBy(names, (port) => port)]
        .filter(([port]) => port !== undefined)
        .toSorted(([, a], [, b]) => b.length - a.length);
      const redis = redises.find(({ port }) => port === most?.[0]);
      if (!redis) throw new Error('no sentinel names a master');
      return redis;
    };
    const isMaster = async (redis: OwnRedis) => (await replication(redis, 'role')) === 'master';
    const replaced = (old: OwnRedis): Promise<OwnRedis> =>
      waitFor(
        async () => {
          const redis = await named();
          return redis !== old && (await isMaster(redis)) ? redis : undefined;
        },
        { what: 'another master', ...PATIENCE },
      );
    const inStep = () => allInStep(named, redises);

    return {
      url: `redis+sentinel://${sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',')}/${MASTER}`,
      redises,
      sentinels,
      master: named,
      replaced,
      async rejoin(old) {
        const master = await named();
        await old.restart();
        // Sentinels would do the same after ten seconds.
        await old.command('REPLICAOF', '127.0.0.1', `${master.port}`);
        await allInStep(named, [old]);
      },
      inStep,
      async exchange() {
        const old = await named();
        const isReplaced = async () => (await named()) !== old;
        // They refuse it while the last exchange is not long ago, and give it up where no replica is good enough at that moment.
        await waitFor(
          async () => {
            const [one] = sentinels;
            // It learns of the new master first: another order then would exchange that one too.
            if ((await masterPort(one!)) === old.port) await one!.command('SENTINEL', 'FAILOVER', MASTER).catch(() => undefined);
            return isReplaced();
          },
          { what: 'the exchange', timeoutMs: PATIENCE.timeoutMs, everyMs: 1_000 },
        );
        await replaced(old);
        await inStep();
      },
      [Symbol.asyncDispose]: () => started.disposeAsync(),
    };
  } catch (error) {
    await started.disposeAsync();
    throw error;
  }
}

async function startAll(started: AsyncDisposableStack, count: number, options: OwnRedisOptions = {}): Promise<OwnRedis[]> {
  const starting = Array.from({ length: count }, async () => started.use(await ownRedis(options)));
  await Promise.allSettled(starting); // one that cannot start must not leave the others behind
  return Promise.all(starting);
}

function sentinelConfig(port: number, quorum: number): string {
  return [
    `sentinel monitor ${MASTER} 127.0.0.1 ${port} ${quorum}`,
    `sentinel down-after-milliseconds ${MASTER} 1500`,
    `sentinel failover-timeout ${MASTER} 3000`,
    `sentinel parallel-syncs ${MASTER} 2`,
    '',
  ].join('\n');
}

async function allKnowEachOther(sentinels: OwnRedis[], redises: number): Promise<boolean> {
  const known = await Promise.all(
    sentinels.map(async (sentinel) => {
      const fields = await masterFields(sentinel);
      return Number(fields.get('num-slaves')) === redises - 1 && Number(fields.get('num-other-sentinels')) === sentinels.length - 1;
    }),
  );
  return known.every(Boolean);
}

async function masterPort(sentinel: OwnRedis): Promise<number> {
  return Number((await masterFields(sentinel)).get('port'));
}

async function masterFields(sentinel: OwnRedis): Promise<Map<string, string>> {
  const answer = (await sentinel.command('SENTINEL', 'MASTER', MASTER)) as string[] | Record<string, string>;
  if (!Array.isArray(answer)) return new Map(Object.entries(answer));
  return new Map(answer.flatMap((field, index) => (index % 2 === 0 ? [[field, answer[index + 1] ?? ''] as const] : [])));
}

/** Each look compares with the master and its place at that moment: it may be exchanged meanwhile, and whoever writes on is not waited for. */
async function allInStep(findMaster: () => Promise<OwnRedis>, redises: readonly OwnRedis[]): Promise<void> {
  await waitFor(
    async () => {
      const master = await findMaster();
      const wanted = Number(await replication(master, 'master_repl_offset'));
      const replicas = redises.filter((redis) => redis !== master);
      const links = await Promise.all(
        replicas.map(async (replica) => (await replication(replica, 'master_link_status')) === 'up' && (await offsetOf(replica)) >= wanted),
      );
      return links.every(Boolean);
    },
    { what: 'the replicas to have what the master has', ...PATIENCE },
  );
}

async function offsetOf(replica: OwnRedis): Promise<number> {
  return Number(await replication(replica, 'slave_repl_offset'));
}

/** What a Redis says of its replication: `role`, `master_link_status`, … */
async function replication(redis: OwnRedis, fact: string): Promise<string | undefined> {
  return new RegExp(`^${fact}:(\\w+)`, 'm').exec(String(await redis.command('INFO', 'replication')))?.[1];
}
