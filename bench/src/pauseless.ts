import { setTimeout as sleep } from 'node:timers/promises';

import type { Bench, Measured } from './bench.ts';
import { endJob } from './bench-jobs.ts';
import { openBenchStore, type BenchStore } from './bench-store.ts';
import { gettyEnvironment } from './getty-environment.ts';
import { BACKLOG, createEndpoints, KEY, LOUD, submitJobs, untilParked, writeEnded, type Sizes } from './pauseless-data.ts';
import type { World } from './world.ts';

/** How many of each; `PAUSELESS_SIZES=10000,5000,20000,50` changes them. */
const SIZES: Sizes = { waiting: 100_000, parked: 50_000, ended: 200_000, endpoints: 50 };
const MOST_P99_MS = 10;
const IDLE_S = 5;
const MEASURE_S = 45;
const PING_EVERY_MS = 4;
/** The pause ends this long after the measurement began, if building took no longer than the pause. */
const PAUSE_ENDS_AFTER_S = 10;
const PAUSE_S = 120;
/** Jobs of the loud tenant that end each second: each event goes to every endpoint. */
const ENDED_EACH_S = 10;
const SECRET = `whsec_${Buffer.alloc(32, 2).toString('base64')}`;
const API_KEY = 'bench-key-of-the-backlog';

/** What a client of Redis notices while large amounts of everything in Darkroom move at once. */
export const pauseless: Bench = {
  question: `Redis PING p99 (ms) while ${SIZES.waiting} jobs wait, ${SIZES.parked} are parked and ${SIZES.ended} have ended, and all of it moves, by an idle Redis; at most ${MOST_P99_MS} ms`,
  goal: { atMost: 100 },
  ask,
};

async function ask(world: World): Promise<Measured> {
  const sizes = readSizes(world.environment['PAUSELESS_SIZES']);
  const ping = async (seconds: number) =>
    (await world.startPart('pinger', { url: world.redis.url, seconds, everyMs: PING_EVERY_MS })).report;
  const idle = await ping(IDLE_S);
  world.say(`  idle: ${JSON.stringify(idle)}`);

  const getty = await world.startPart('instant-getty', { answer: 'done', dailyLimitForS: PAUSE_S });
  const sink = await world.startPart('webhook-sink', {});
  const settings = { ...gettyEnvironment(`http://127.0.0.1:${getty.report.port}`), RETENTION_DAYS: '30' };
  await using store = openBenchStore(world.redis.url);
  const builtAt = Date.now();
  await build(world, store, { sizes, settings, sinkUrl: `http://127.0.0.1:${sink.report.port}` });
  world.say(`  built in ${Math.round((Date.now() - builtAt) / 1_000)} s: ${JSON.stringify(await counts(world))}`);
  await sleep(Math.max(0, builtAt + (PAUSE_S - PAUSE_ENDS_AFTER_S) * 1_000 - Date.now()));

  const api = await world.startApp('api', { DARKROOM_API_KEYS: `${BACKLOG}:${API_KEY}` });
  await world.startApp('notifier', {
    WEBHOOK_SECRET: SECRET,
    DARKROOM_ENCRYPTION_KEY: KEY.toString('base64'),
    WEBHOOK_ALLOW_PRIVATE_NETWORKS: 'true',
  });
  await world.startApp('worker', settings);
  await world.probe.config('SET', 'slowlog-log-slower-than', '5000');
  await world.probe.slowlog('RESET');
  const before = await counts(world);
  using stirring = stir(store, api.url);
  const busy = await ping(MEASURE_S);
  const after = await counts(world);
  const moved = { lists: stirring.lists(), before, after, delivered: await received(sink.report.port) };
  world.say(`  busy: ${JSON.stringify({ ...busy, ...moved })}`);
  return {
    figure: busy.p99Ms,
    unit: 'ms',
    baseline: idle.p99Ms,
    ratio: busy.p99Ms / idle.p99Ms,
    alsoMet: busy.p99Ms <= MOST_P99_MS,
    details: { sizes, idle, busy, moved, slowest_commands: await slowCommands(world) },
  };
}

async function build(
  world: World,
  store: BenchStore,
  { sizes, settings, sinkUrl }: { sizes: Sizes; settings: Record<string, string>; sinkUrl: string },
): Promise<void> {
  await submitJobs(store, sizes.parked, 'download');
  {
    await using _parks = await world.startApp('worker', settings);
    await untilParked(world, sizes.parked);
  }
  await writeEnded(world, sizes.ended);
  await createEndpoints(store, sizes.endpoints, sinkUrl);
  await submitJobs(store, sizes.waiting, 'generation');
}

/** Ends jobs of the loud tenant, and requests lists that match little, until disposed of. */
function stir(store: BenchStore, apiUrl: string) {
  let lists = 0;
  const queries = ['status=held,failed', 'q=nothing+of+the+kind', 'metadata[order]=none', 'type=download&billing=charged', 'reason=budget'];
  const stopped = new AbortController();
  const end = () => {
    // At the end of the bench the store may close first.
    endJob(store, { tenant: LOUD }).catch((error: unknown) => {
      if (!stopped.signal.aborted) throw error;
    });
  };
  const ending = setInterval(end, 1_000 / ENDED_EACH_S);
  const asking = async () => {
    for (let n = 0; !stopped.signal.aborted; n++) {
      const query = `${queries[n % queries.length]}&limit=25`;
      const answer = await fetch(`${apiUrl}/v1/jobs?${query}`, { headers: { authorization: `Bearer ${API_KEY}` } });
      await answer.arrayBuffer();
      if (answer.status === 200) lists++;
    }
  };
  const asked = asking();
  return {
    lists: () => lists,
    [Symbol.dispose]: () => {
      clearInterval(ending);
      stopped.abort();
      asked.catch(() => undefined); // the API may end first
    },
  };
}

async function counts({ probe }: World) {
  const [back, added, delayed, ended, due] = await Promise.all([
    probe.llen('{darkroom}:bull:generation:wait'),
    probe.zcard('{darkroom}:bull:generation:prioritized'),
    probe.zcard('{darkroom}:bull:download:delayed'),
    probe.zcard('{darkroom}:ended'),
    probe.zcard('{darkroom}:due'),
  ]);
  return { waiting: back + added, delayed, ended, due };
}

async function received(port: number): Promise<number> {
  return ((await (await fetch(`http://127.0.0.1:${port}`)).json()) as { count: number }).count;
}

/** The longest commands by Redis' own clock, with ms. On a busy machine these include time taken by others. */
async function slowCommands({ probe }: World): Promise<string[]> {
  const log = (await probe.slowlog('GET', 1_000)) as [id: number, at: number, tookUs: number, words: string[]][];
  return log
    .toSorted(([, , a], [, , b]) => b - a)
    .slice(0, 5)
    .map(([, , tookUs, words]) => `${words.slice(0, 2).join(' ')} ${Math.round(tookUs / 100) / 10}`);
}

function readSizes(text: string | undefined): Sizes {
  if (text === undefined) return SIZES;
  const [waiting, parked, ended, endpoints] = text.split(',').map(Number);
  return { waiting: waiting ?? 0, parked: parked ?? 0, ended: ended ?? 0, endpoints: endpoints ?? 0 };
}
