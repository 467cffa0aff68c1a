import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { GenerationRequest, GenerationResult } from '@darkroom/contracts';
import { openStore, type Store } from '@darkroom/queue';
import { createLogger } from '@darkroom/runtime';

import { round, type Bench, type Measured } from './bench.ts';
import { acceptJob } from './bench-jobs.ts';
import { openBenchStore } from './bench-store.ts';
import { untilCounted } from './drain.ts';
import { everydayRequest } from './everyday-request.ts';
import { inParallel } from './in-parallel.ts';
import type { Sunk } from './parts/webhook-sink.ts';
import { openRawQueue } from './raw-queue.ts';
import { bytesByKind, usedBytes } from './redis-memory.ts';
import type { World } from './world.ts';

const JOBS = 10_000;
const CHUNK = 500;
const DAY_MS = 86_400_000;
/** A margin for workers' clocks, after which the first day is over. */
const MARGIN_MS = 120_000;
const MOST_BYTES = 1_600;
const MOST_SEARCH_BYTES = 1_000;
const SIGNATURE_LENGTH = 256;
const IMAGES = 4;
const SIZES = ['preview', 'comp'];
const WORDS =
  'lighthouse keeper storm window market street bicycle harbour mountain kitchen portrait studio forest river bridge winter summer garden glass copper';

/** What a kept job costs: a generation with four images of signed URLs and one delivery, a day after its end. */
export const kept: Bench = {
  question: `Redis bytes for each generation a day after its end, by a completed BullMQ job with the same data and result; <= ${MOST_BYTES}, and <= ${MOST_SEARCH_BYTES} for search`,
  goal: { atMost: 1 },
  ask,
};

async function ask(world: World): Promise<Measured> {
  const baseline = await rawCompleted(world);
  await ours(world, { searchIndex: false }, 100); // loads the commands into Redis
  const plain = await ours(world, { searchIndex: false });
  const searchable = await ours(world, { searchIndex: true });
  const search = searchable.packed - plain.packed;
  return {
    figure: plain.packed,
    unit: 'bytes/job',
    baseline,
    ratio: plain.packed / baseline,
    alsoMet: plain.packed <= MOST_BYTES && search <= MOST_SEARCH_BYTES,
    details: { jobs: JOBS, at_its_end: round(plain.ended), search_bytes: round(search), bytes_by_kind: plain.kinds },
  };
}

async function rawCompleted(world: World): Promise<number> {
  await using queue = openRawQueue(world.redis.url, 'raw');
  const empty = await usedBytes(world.probe);
  for (let added = 0; added < JOBS; added += CHUNK) {
    await queue.addBulk(
      Array.from({ length: CHUNK }, () => ({ name: 'generation', data: requestOf('https://hooks.example.com/', false) })),
    );
  }
  // A worker's end of a job, by the commands of BullMQ itself would need a token for each; what is stored is the same.
  const jobs = await queue.getWaiting(0, JOBS - 1);
  const pipeline = world.probe.pipeline();
  const now = Date.now();
  for (const { id } of jobs) {
    const key = queue.toKey(id!);
    pipeline.hset(key, 'returnvalue', JSON.stringify(resultOf(id!, now)), 'processedOn', now, 'finishedOn', now, 'ats', 1);
    pipeline.lrem(queue.toKey('wait'), 1, id!).zadd(queue.toKey('completed'), now, id!);
  }
  await pipeline.exec();
  const bytes = ((await usedBytes(world.probe)) - empty) / JOBS;
  world.say(`  baseline: ${round(bytes)} bytes a job`);
  await world.probe.flushall();
  return bytes;
}

async function ours(world: World, { searchIndex }: { searchIndex: boolean }, jobs = JOBS) {
  await world.probe.flushall();
  const sink = await world.startPart('webhook-sink', {});
  const url = `http://127.0.0.1:${sink.report.port}`;
  await using store = openBenchStore(world.redis.url);
  const notifier = await world.startApp('notifier', {
    WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 2).toString('base64')}`,
    DARKROOM_ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64'),
    WEBHOOK_ALLOW_PRIVATE_NETWORKS: 'true',
  });
  const empty = await usedBytes(world.probe);
  await inParallel(jobs, () => succeed(store, requestOf(url, searchIndex)));
  await untilCounted(async () => ((await (await fetch(url)).json()) as Sunk).count, jobs);
  await untilHandled(world, store);
  await notifier.stop();
  const ended = ((await usedBytes(world.probe)) - empty) / jobs;
  await packAll(world, { searchIndex, jobs });
  const packed = ((await usedBytes(world.probe)) - empty) / jobs;
  const kinds = await bytesByKind(world.probe, jobs);
  world.say(`  ours, ${searchIndex ? 'with' : 'without'} search: ${round(ended)} bytes a job at its end, ${round(packed)} a day later`);
  return { ended, packed, kinds };
}

/** Brings a generation to its end with the worker's own commands, as if Getty had answered 202 first. */
async function succeed(store: Store, request: GenerationRequest): Promise<void> {
  const now = Date.now();
  const { id } = await acceptJob(store, { request });
  const gettyId = randomUUID();
  const pass = await store.passes.begin(id, 1);
  if (typeof pass === 'string') throw new Error(`${id} could not begin: ${pass}`);
  await store.passes.takeSlot(pass, { resource: 'pending', dueAt: now + 60_000 });
  const { intent } = await store.passes.intend(pass, 'generate');
  const at = new Date(now).toISOString();
  await store.passes.settle(pass, intent, {
    status: 'waiting',
    event: 'generation.waiting',
    set: { getty_id: gettyId, last_status: 202, accepted_at: now, deadline_at: now + 1_800_000 },
    billing: { state: 'charged', because: 'getty_accepted' },
    dueAt: now,
    timeline: { at, event: 'accepted_by_getty', generation_request_id: gettyId, because: 'getty_accepted' },
  });
  const poll = await store.passes.begin(id, 1);
  if (typeof poll === 'string') throw new Error(`${id} could not be polled: ${poll}`);
  await store.passes.advance(poll, {
    status: 'succeeded',
    event: 'generation.succeeded',
    set: { last_status: 200, polls: 1, images_expire_at: now + 183 * DAY_MS },
    timeline: { at, event: 'succeeded', images: IMAGES, blocked: 0, downloads: 0 },
    result: resultOf(gettyId, now),
  });
  await store.reminders.forget('generation', { id, run: 1 });
}

async function untilHandled(world: World, store: Store): Promise<void> {
  const pending = async () => ((await world.probe.call('XPENDING', '{darkroom}:events', 'notifier')) as [number])[0];
  while ((await pending()) > 0 || (await store.deliveries.list({ tenant: 'bench', statuses: ['pending'], limit: 1 })).records.length > 0)
    await sleep(50);
}

/** A day later: a worker's sweep packs, and the notifiers have trimmed the log. */
async function packAll(world: World, { searchIndex, jobs }: { searchIndex: boolean; jobs: number }): Promise<void> {
  const logger = createLogger({ name: 'bench', level: 'silent' });
  const later = openStore({
    url: world.redis.url,
    prefix: 'darkroom',
    role: 'worker',
    now: () => Date.now() + DAY_MS + MARGIN_MS,
    logger,
  });
  const sweep = later.createSweep({ retentionMs: 90 * DAY_MS, searchIndex });
  for (let packed = -1; ;) {
    await sweep.sweepOnce();
    const now = await world.probe.llen('{darkroom}:packed-ended');
    if (now === jobs) break;
    if (now === packed) throw new Error(`Only ${now} of ${jobs} jobs were packed`);
    packed = now;
  }
  await later.close();
  await world.probe.xtrim('{darkroom}:events', 'MAXLEN', '0');
}

/** The everyday request with its own order, and for the search index with some words of its own: each job is compressed for itself. */
function requestOf(url: string, ownWords: boolean): GenerationRequest {
  const words = WORDS.split(' ');
  const some = Array.from({ length: 8 }, () => words[Math.floor(Math.random() * words.length)]).join(' ');
  const number = `${Math.floor(Math.random() * 1e6)}`;
  const { prompt } = everydayRequest as { prompt: string };
  return {
    ...everydayRequest,
    prompt: ownWords ? `${prompt}, ${some}` : prompt,
    metadata: { order_id: number, requested_by: 'mara' },
    webhook: { url },
  } as GenerationRequest;
}

function resultOf(gettyId: string, now: number): GenerationResult {
  const signed = (name: string) =>
    `https://delivery.gettyimages.com/ai/${gettyId}/${name}.jpg?Signature=${Array.from({ length: SIGNATURE_LENGTH }, () => Math.floor(Math.random() * 36).toString(36)).join('')}`;
  return {
    generation_request_id: gettyId,
    seed: Math.floor(Math.random() * 2 ** 31),
    images: Array.from({ length: IMAGES }, (_, index) => {
      const previews = SIZES.map((preview_size, n) => ({
        preview_size,
        width: 612 >> n,
        height: 344 >> n,
        image_url: signed(`${index}-${preview_size}`),
      }));
      return { index, is_blocked: false, preview_urls: previews, url: previews[0]!.image_url };
    }),
    url_expires_at: new Date(now + DAY_MS).toISOString(),
  };
}
