import type { Bench, Measured } from './bench.ts';
import { startCpuMeter } from './cpu-meter.ts';
import { everydayRequest } from './everyday-request.ts';
import { interleave, type Sample } from './interleave.ts';
import type { World } from './world.ts';

const CONNECTIONS = 64;
const WARM_UP_S = 4;
/** Many short rounds: on a busy machine the two halves of a round must follow closely. */
const ROUND_S = 3;
const ROUNDS = 9;
const API_KEY = 'bench-key';

type Target = { origin: string; pid: number };

/** Accepted POST /v1/generations per second, with all features on, beside an API that only validates and adds to a queue. */
export const submit: Bench = {
  question: `POST /v1/generations accepted per second at ${CONNECTIONS} connections, by bare Express + zod + BullMQ add`,
  goal: { atLeast: 0.6 },
  ask,
};

async function ask(world: World): Promise<Measured> {
  const bare = await world.startPart('baseline-api', { redisUrl: world.redis.url });
  const api = await world.startApp('api', {
    DARKROOM_API_KEYS: `bench:${API_KEY}`,
    API_RATE_LIMIT: '100000000',
    MAX_OPEN_JOBS: '100000000',
  });

  const load = async ({ origin, pid }: Target, seconds: number): Promise<Sample> => {
    const meter = await startCpuMeter({ api: pid, redis: world.redis.pid });
    await using loading = await world.startPart('http-load', {
      url: `${origin}/v1/generations`,
      apiKey: API_KEY,
      body: JSON.stringify(everydayRequest),
      connections: CONNECTIONS,
      seconds,
    });
    const { accepted, refused, elapsedS, p50Ms, p99Ms } = loading.report;
    if (refused > 0) throw new Error(`${refused} requests to ${origin} were not accepted`);
    return { figure: Math.round(accepted / elapsedS), cpu_us: await meter(accepted), p50_ms: p50Ms, p99_ms: p99Ms };
  };
  const targets = {
    baseline: { origin: `http://127.0.0.1:${bare.report.port}`, pid: bare.pid },
    ours: { origin: api.url, pid: api.pid },
  };

  world.say('  warming up');
  await load(targets.baseline, WARM_UP_S);
  await load(targets.ours, WARM_UP_S);
  const measured = await interleave(
    ROUNDS,
    { baseline: () => load(targets.baseline, ROUND_S), ours: () => load(targets.ours, ROUND_S) },
    world.say,
  );
  return { ...measured, unit: 'accepted/s' };
}
