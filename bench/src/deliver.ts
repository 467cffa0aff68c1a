import { setTimeout as sleep } from 'node:timers/promises';

import { newEndpointId, type Store } from '@darkroom/queue';
import { createSecretBox } from '@darkroom/runtime';

import type { Bench, Measured } from './bench.ts';
import { endJob } from './bench-jobs.ts';
import { openBenchStore } from './bench-store.ts';
import { drain, untilCounted } from './drain.ts';
import { everydayRequest } from './everyday-request.ts';
import { inParallel } from './in-parallel.ts';
import { interleave, type Sample } from './interleave.ts';
import type { Sunk } from './parts/webhook-sink.ts';
import type { World } from './world.ts';

/** The notifier's own default. */
const CONCURRENCY = 20;
const EVENTS = 3_000;
const ROUNDS = 5;
/** Events published one at a time, to measure the delay of each. */
const ALONE = 200;
const APART_MS = 10;
const DELAY_GOAL_MS = 25;
const KEY = Buffer.alloc(32, 1);
const SECRET = `whsec_${Buffer.alloc(32, 2).toString('base64')}`;

/**
 * Webhooks delivered per second by one notifier, beside a loop that only POSTs; and the delay from a job's end to the receipt of its
 * webhook.
 */
export const deliver: Bench = {
  question: `webhooks delivered per second by one notifier (concurrency ${CONCURRENCY}), by a bare undici POST loop; and p50 from end to receipt < ${DELAY_GOAL_MS} ms`,
  goal: { atLeast: 0.5 },
  ask,
};

async function ask(world: World): Promise<Measured> {
  const sink = await world.startPart('webhook-sink', {});
  const url = `http://127.0.0.1:${sink.report.port}`;
  const sunk = async (path = '/'): Promise<Sunk> => (await (await fetch(url + path)).json()) as Sunk;
  const received = async () => (await sunk()).count;
  const delaysMs: number[] = [];

  const baseline = async (): Promise<Sample> => {
    await using poster = await world.startPart('baseline-poster', {
      url,
      body: JSON.stringify({ type: 'generation.succeeded', data: everydayRequest }),
      concurrency: CONCURRENCY,
    });
    await sunk('/anew');
    return await drain(EVENTS, received, { sender: poster.pid });
  };

  const ours = async (): Promise<Sample> => {
    await world.probe.flushall();
    await using store = openBenchStore(world.redis.url);
    await createEndpoint(store, url);
    await inParallel(EVENTS, () => endJob(store));
    await sunk('/anew');
    const notifier = await world.startApp('notifier', {
      WEBHOOK_SECRET: SECRET,
      DARKROOM_ENCRYPTION_KEY: KEY.toString('base64'),
      WEBHOOK_ALLOW_PRIVATE_NETWORKS: 'true',
      CONCURRENCY: `${CONCURRENCY}`,
    });
    const drained = await drain(EVENTS, received, { sender: notifier.pid, redis: world.redis.pid });
    await sunk('/anew');
    for (let n = 0; n < ALONE; n++) {
      await endJob(store);
      await sleep(APART_MS);
    }
    await untilCounted(received, ALONE);
    const alone = (await sunk('/anew')).delaysMs;
    delaysMs.push(...alone);
    await notifier.stop();
    return { ...drained, p50_ms: alone[Math.floor(alone.length / 2)] };
  };

  const measured = await interleave(ROUNDS, { baseline, ours }, world.say);
  delaysMs.sort((a, b) => a - b);
  const delay = { p50_ms: delaysMs[Math.floor(delaysMs.length / 2)]!, p99_ms: delaysMs[Math.floor(delaysMs.length * 0.99)]! };
  return {
    ...measured,
    unit: 'delivered/s',
    alsoMet: delay.p50_ms < DELAY_GOAL_MS,
    details: { events: EVENTS, concurrency: CONCURRENCY, delay, ...measured.details },
  };
}

async function createEndpoint(store: Store, url: string): Promise<void> {
  const id = newEndpointId();
  const secret = createSecretBox(KEY).seal(SECRET, id);
  await store.endpoints.create({ id, tenant: 'bench', url, events: null, description: null, metadata: null, secret });
}
