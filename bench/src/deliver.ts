import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { newEndpointId, type Store } from '@darkroom/queue';
import { createSecretBox } from '@darkroom/runtime';
import { selfSigned, type AppProcess } from '@darkroom/testkit';

import type { Bench, Measured } from './bench.ts';
import { endJob } from './bench-jobs.ts';
import { openBenchStore } from './bench-store.ts';
import { startCommandMeter } from './command-meter.ts';
import { startCpuMeter } from './cpu-meter.ts';
import { drain, untilCounted } from './drain.ts';
import { everydayRequest } from './everyday-request.ts';
import { inParallel } from './in-parallel.ts';
import { interleave, type Sample } from './interleave.ts';
import type { Sunk } from './parts/webhook-sink.ts';
import type { World } from './world.ts';

/** The notifier's own default. */
const CONCURRENCY = 20;
/** `DELIVER_SIZES=600,1` makes it smaller: webhooks of a round, and rounds. */
const SIZES = [3_000, 3];
/** Published one at a time, to measure the delay of each. */
const ALONE = 200;
const APART_MS = 10;
const SLOW_MS = 2_000;
const GOALS = { cpuRatio: 8, commands: 28, p50Ms: 5, handshakes: 1 };
const KEY = Buffer.alloc(32, 1);
const SECRET = `whsec_${Buffer.alloc(32, 2).toString('base64')}`;

/** `endpoints` get each event. `slow`: so many others, on origins of their own, which take seconds to answer. */
type Shape = { name: string; isSecure: boolean; endpoints: number; slow: number };

const SHAPES: Shape[] = [
  { name: 'http', isSecure: false, endpoints: 1, slow: 0 },
  { name: 'https', isSecure: true, endpoints: 1, slow: 0 },
  { name: '50 endpoints', isSecure: false, endpoints: 50, slow: 0 },
  { name: 'slow ones beside', isSecure: false, endpoints: 1, slow: 3 },
];

/**
 * CPU time of the notifier for one webhook, from its event on (opening included), beside a loop that only POSTs; Redis commands for each; and the delay from
 * a job's end to the receipt of its webhook.
 */
export const deliver: Bench = {
  question: `CPU time of one notifier (concurrency ${CONCURRENCY}) for a webhook, from its event on, by that of a bare undici POST loop over kept connections; and at most ${GOALS.commands} Redis commands, p50 from end to receipt of ${GOALS.p50Ms} ms, ${GOALS.handshakes} TLS handshake an origin and minute`,
  goal: { atMost: GOALS.cpuRatio },
  ask,
};

async function ask(world: World): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'deliver-'));
  try {
    const details: Record<string, unknown> = {};
    let first: Awaited<ReturnType<typeof measure>> | undefined;
    let isMet = true;
    for (const shape of SHAPES) {
      world.say(`  ${shape.name}`);
      const measured = await measure(world, shape, folder);
      first ??= measured;
      isMet &&= meets(shape, measured);
      details[shape.name] = measured;
    }
    const { cpu_us: own, baseline_cpu_us: baseline, cpu_ratio: ratio } = first!;
    return { figure: own, unit: 'µs a webhook', baseline, ratio, alsoMet: isMet, details };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What slow ones get is sent as well, and counts in none of the figures: beside them, only the delay must stay. */
function meets({ isSecure, slow, endpoints }: Shape, { cpu_ratio, commands, p50_ms, handshakes }: Awaited<ReturnType<typeof measure>>) {
  const isCheap = slow > 0 || (cpu_ratio <= GOALS.cpuRatio && commands <= GOALS.commands);
  return isCheap && (endpoints > 1 || p50_ms <= GOALS.p50Ms) && (!isSecure || handshakes <= GOALS.handshakes);
}

async function measure(world: World, shape: Shape, folder: string) {
  // What goes to slow ones piles up.
  const share = shape.slow > 0 ? 0.1 : 1;
  const [size = SIZES[0]!, rounds = SIZES[1]!] = (world.environment['DELIVER_SIZES']?.split(',') ?? SIZES).map(Number);
  const webhooks = size * share;
  const certificate = selfSigned();
  const ca = join(folder, 'ca.pem');
  await writeFile(ca, certificate.cert);
  await using sink = await world.startPart('webhook-sink', shape.isSecure ? { certificate } : {});
  await using slow = await world.startPart('webhook-sink', { delayMs: SLOW_MS });
  const url = `${shape.isSecure ? 'https' : 'http'}://127.0.0.1:${sink.report.port}`;
  const asked = async (path: string): Promise<Sunk> => (await getJson(url + path, certificate.cert)) as Sunk;
  const received = async () => (await asked('/')).count;
  const seen: Seen[] = [];

  const baseline = async (): Promise<Sample> => {
    await using poster = await world.startPart('baseline-poster', {
      url,
      body: JSON.stringify({ type: 'generation.succeeded', data: everydayRequest }),
      concurrency: CONCURRENCY,
      ...(shape.isSecure && { ca: certificate.cert }),
    });
    await asked('/anew');
    return await drain(size, received, { sender: poster.pid });
  };

  const ours = async (): Promise<Sample> => {
    await world.probe.flushall();
    await using store = openBenchStore(world.redis.url);
    for (let n = 0; n < shape.endpoints; n++) await createEndpoint(store, `${url}/${n}`);
    for (let n = 0; n < shape.slow; n++) await createEndpoint(store, `http://127.0.0.${n + 2}:${slow.report.port}`);
    const notifier = await world.startApp('notifier', {
      WEBHOOK_SECRET: SECRET,
      DARKROOM_ENCRYPTION_KEY: KEY.toString('base64'),
      WEBHOOK_ALLOW_PRIVATE_NETWORKS: 'true',
      CONCURRENCY: `${CONCURRENCY}`,
      NODE_EXTRA_CA_CERTS: ca,
    });
    // A new process is slow until its code has been compiled.
    await publish(world, store, { shape, asked, webhooks: webhooks / 2 });
    notifier.kill('SIGSTOP');
    await inParallel(Math.ceil(webhooks / shape.endpoints), () => endJob(store));
    await asked('/anew');
    const [cpu, commands] = [await startCpuMeter({ sender: notifier.pid, redis: world.redis.pid }), await startCommandMeter(world.probe)];
    const startedAt = performance.now();
    notifier.kill('SIGCONT');
    await untilCounted(received, webhooks);
    const figure = Math.round((webhooks * 1_000) / (performance.now() - startedAt));
    const burst = { figure, cpu_us: await cpu(webhooks), commands: await commands(webhooks) };

    const { connections } = await asked('/anew');
    const alone = await publishAlone(world, store, { asked, shape, notifier });
    seen.push({ ...burst, connections, ...alone });
    await notifier.stop();
    return burst;
  };

  const measured = await interleave(rounds, { baseline, ours }, world.say);
  const { baseline: bare, ours: own } = measured.details.cpu_us;
  const delaysMs = seen.flatMap((each) => each.delaysMs).toSorted((a, b) => a - b);
  const most = (name: 'commands' | 'handshakes' | 'connections' | 'commands_alone') => Math.max(...seen.map((each) => each[name]));
  return {
    webhooks_per_s: measured.figure,
    cpu_us: own['sender'] ?? Number.NaN,
    baseline_cpu_us: bare['sender'] ?? Number.NaN,
    cpu_ratio: Number(((own['sender'] ?? Number.NaN) / (bare['sender'] ?? Number.NaN)).toFixed(1)),
    redis_cpu_us: own['redis'],
    commands: Math.max(most('commands'), most('commands_alone')),
    commands_burst: most('commands'),
    connections_burst: most('connections'),
    handshakes: most('handshakes'),
    p50_ms: delaysMs[Math.floor(delaysMs.length / 2)]!,
    p99_ms: delaysMs[Math.floor(delaysMs.length * 0.99)]!,
  };
}

type Seen = { commands: number; connections: number; commands_alone: number; handshakes: number; delaysMs: number[] };
type Asked = (path: string) => Promise<Sunk>;

async function publish(_world: World, store: Store, given: { shape: Shape; asked: Asked; webhooks: number }): Promise<void> {
  await given.asked('/anew');
  await inParallel(Math.ceil(given.webhooks / given.shape.endpoints), () => endJob(store));
  await untilCounted(async () => (await given.asked('/')).count, given.webhooks);
}

/** One event after the other, at the same pace of webhooks. What publishing takes is counted afterwards, while the notifier is stopped. */
async function publishAlone(world: World, store: Store, { asked, shape, notifier }: { asked: Asked; shape: Shape; notifier: AppProcess }) {
  const events = Math.max(10, ALONE / shape.endpoints);
  const webhooks = events * shape.endpoints;
  await asked('/anew');
  const commands = await startCommandMeter(world.probe);
  for (let n = 0; n < events; n++) {
    await endJob(store);
    await sleep(APART_MS * shape.endpoints);
  }
  await untilCounted(async () => (await asked('/')).count, webhooks);
  const all = await commands(1);
  const { delaysMs, connections } = await asked('/anew');
  notifier.kill('SIGSTOP');
  const publishing = await startCommandMeter(world.probe);
  for (let n = 0; n < events; n++) await endJob(store, { tenant: 'nobody' });
  const only = await publishing(1);
  notifier.kill('SIGCONT');
  return { delaysMs, handshakes: connections, commands_alone: Number(((all - only) / webhooks).toFixed(1)) };
}

async function getJson(url: string, ca: string): Promise<unknown> {
  const { request, Agent } = await import('undici');
  const dispatcher = new Agent({ connect: { ca } });
  const { body } = await request(url, { dispatcher });
  const json = await body.json();
  await dispatcher.close();
  return json;
}

async function createEndpoint(store: Store, url: string): Promise<void> {
  const id = newEndpointId();
  const secret = createSecretBox(KEY).seal(SECRET, id);
  await store.endpoints.create({ id, tenant: 'bench', url, events: null, description: null, metadata: null, secret });
}
