import type { Bench, Measured } from './bench.ts';
import { gettyEnvironment } from './getty-environment.ts';
import type { World } from './world.ts';

/** `LISTS_JOBS=100000` makes it smaller. */
const JOBS = 1_000_000;
/** Jobs of the load from which the bytes of lists alone are measured. */
const MEASURED_JOBS = 100_000;
const MOST_MS = 50;
const MOST_LIST_BYTES = 45;
const MOST_SEARCH_BYTES = 1_000;
const PAGES = 40;
const LIMIT = 100;
/** The page without a filter. */
const EVERYTHING = `limit=${LIMIT}`;
const PING_S = 20;
const PING_EVERY_MS = 4;
/** Of thirty days of jobs so many are kept while retention is measured. */
const KEPT_DAYS = 27;
const TENANT = 'shop';
const KEYS = { shop: 'bench-key-of-the-shop', operator: 'bench-key-of-the-operator' };

/** How fast lists are over a million packed jobs, under every filter, and what they take. */
export const lists: Bench = {
  question: `p99 (ms) of the slowest filter of GET /v1/jobs over ${JOBS} packed jobs, by that of the page without a filter; at most ${MOST_MS} ms`,
  goal: { atMost: 20 },
  ask,
};

type Sample = { id: string; record: Record<string, string>; spec: string };
type Took = { p50Ms: number; p99Ms: number; records: number };

async function ask(world: World): Promise<Measured> {
  const jobs = Number(world.environment['LISTS_JOBS'] ?? JOBS);
  const bytes = await bytesOfLists(world, Math.min(jobs, MEASURED_JOBS));
  world.say(`  bytes a job: ${JSON.stringify(bytes)}`);
  const loaded = await world.startPart('kept-loader', { url: world.redis.url, tenant: TENANT, jobs, search: true });
  world.say(`  loaded ${jobs} jobs in ${loaded.report.seconds} s`);

  const api = await world.startApp('api', { DARKROOM_API_KEYS: `${TENANT}:${KEYS.shop}`, DARKROOM_ADMIN_KEY: KEYS.operator });
  const queries = queriesFor(loaded.report.some);
  const took: Record<string, Took> = {};
  for (const query of [EVERYTHING, ...queries]) {
    took[query] = await measure(api.url, query, KEYS.shop);
    world.say(`  ${query}: ${JSON.stringify(took[query])}`);
  }
  took['operator'] = await measure(api.url, 'status=failed&q=lighthouse', KEYS.operator);
  const retention = await retire(world, api.url);
  const slowest = Object.entries(took).toSorted(([, a], [, b]) => b.p99Ms - a.p99Ms)[0]!;
  const isSmall = bytes.lists <= MOST_LIST_BYTES && bytes.search <= MOST_SEARCH_BYTES;
  return {
    figure: slowest[1].p99Ms,
    unit: 'ms',
    baseline: took[EVERYTHING]!.p99Ms,
    ratio: slowest[1].p99Ms / took[EVERYTHING]!.p99Ms,
    alsoMet: slowest[1].p99Ms <= MOST_MS && isSmall,
    details: { jobs, slowest: slowest[0], bytes_per_job: bytes, took, retention },
  };
}

/** What the lists take of Redis for each job, and what search adds. */
async function bytesOfLists(world: World, jobs: number): Promise<{ lists: number; search: number }> {
  const taken = [];
  for (const search of [false, true]) {
    await world.startPart('kept-loader', { url: world.redis.url, tenant: TENANT, jobs, search, only: 'lists' });
    const keys = await world.probe.keys('{darkroom}:kept-*');
    const sizes = await Promise.all(keys.map((key) => world.probe.memory('USAGE', key, 'SAMPLES', 0)));
    taken.push(sizes.reduce<number>((sum, size) => sum + Number(size), 0) / jobs);
    await world.probe.flushall();
  }
  return { lists: Math.round(taken[0]!), search: Math.round(taken[1]! - taken[0]!) };
}

/** Filters that match all, many, few and none, and several at once. */
function queriesFor(some: Sample[]): string[] {
  const [early, middle, late] = [some[1]!, some[Math.floor(some.length / 2)]!, some.at(-1)!];
  const metadata = (job: Sample) => (JSON.parse(job.spec) as { request: { metadata: Record<string, string> } }).request.metadata;
  const before = new Date(Number(middle.record['created_at'])).toISOString();
  const after = new Date(Number(middle.record['created_at']) - 3_600_000).toISOString();
  const child = some.find(({ record }) => record['parent_id'] !== undefined);
  return [
    'status=failed',
    'status=expired',
    'status=queued',
    'status=canceled&type=download',
    'type=generation',
    'type=download&billing=charged',
    'type=download&operation=refine',
    'billing=unknown',
    'operation=background_removal',
    'project_code=campaign-0',
    'project_code=campaign-19&status=expired',
    'project_code=none',
    'product_id=9004&status=failed',
    'q=lighthouse',
    'q=light',
    'q=l',
    'q=zzzz',
    'q=the+of+lighthouse+fox&status=failed',
    'q=lighthouse+zzzz',
    'q=the&status=expired&project_code=campaign-19',
    `metadata[order]=${metadata(early)['order']}`,
    `metadata[order]=${metadata(late)['order']}&status=succeeded`,
    'metadata[channel]=web&metadata[customer]=C4999',
    'metadata[channel]=none',
    `created_before=${before}`,
    `created_after=${after}&created_before=${before}&status=failed`,
    `created_before=${before}&q=fox&type=generation`,
    `q=${early.id}`,
    `q=${some.find(({ record }) => record['getty_id'] !== undefined)!.record['getty_id']}`,
    ...(child ? [`parent_id=${child.record['parent_id']}`, `parent_id=${child.record['parent_id']}&q=zzzz`] : []),
    'reason=scheduled',
  ].map((query) => `${query}&limit=${LIMIT}`);
}

/** The pages of a list, one after the other; from its first again when there are no more. */
async function measure(url: string, query: string, apiKey: string): Promise<Took> {
  const tookMs: number[] = [];
  let cursor: string | null = null;
  let records = 0;
  for (let page = 0; page <= PAGES; page++) {
    const askedAt = performance.now();
    const answer = await fetch(`${url}/v1/jobs?${query}${cursor === null ? '' : `&cursor=${cursor}`}`, {
      headers: { authorization: `Bearer ${apiKey}` },
    });
    const body = (await answer.json()) as { data: unknown[]; next_cursor: string | null };
    if (answer.status !== 200) throw new Error(`${query} answered ${answer.status}: ${JSON.stringify(body)}`);
    if (page > 0) tookMs.push(performance.now() - askedAt); // the first call of a kind also compiles
    records += body.data.length;
    cursor = body.next_cursor;
  }
  tookMs.sort((a, b) => a - b);
  const at = (part: number) => Number(tookMs[Math.min(tookMs.length - 1, Math.floor(tookMs.length * part))]!.toFixed(1));
  return { p50Ms: at(0.5), p99Ms: at(0.99), records };
}

/** A worker removes the oldest jobs meanwhile. */
async function retire(world: World, apiUrl: string) {
  const countAll = () => world.probe.llen('{darkroom}:packed-ended');
  const getty = await world.startPart('instant-getty', { answer: 'done' });
  await world.startApp('worker', { ...gettyEnvironment(`http://127.0.0.1:${getty.report.port}`), RETENTION_DAYS: String(KEPT_DAYS) });
  const before = await countAll();
  const [ping, list] = await Promise.all([
    world.startPart('pinger', { url: world.redis.url, seconds: PING_S, everyMs: PING_EVERY_MS }),
    measure(apiUrl, `status=failed&limit=${LIMIT}`, KEYS.shop),
  ]);
  const removedEachS = Math.round((before - (await countAll())) / PING_S);
  world.say(`  retention: ${removedEachS} a second, ${JSON.stringify(ping.report)}`);
  return { removed_each_s: removedEachS, ping: ping.report, list };
}
