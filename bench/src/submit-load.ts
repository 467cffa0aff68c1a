import { startCpuMeter } from './cpu-meter.ts';
import { everydayRequest } from './everyday-request.ts';
import type { Sample } from './interleave.ts';
import type { World } from './world.ts';

export const CONNECTIONS = 64;
const API_KEY = 'bench-key';

/** An API that takes submissions. */
export type Target = { origin: string; pid: number };

/** Starts our api for a load of submissions. */
export async function startApi(world: World, settings: Record<string, string> = {}): Promise<Target> {
  const { url, pid } = await world.startApp('api', {
    DARKROOM_API_KEYS: `bench:${API_KEY}`,
    API_RATE_LIMIT: '100000000',
    MAX_OPEN_JOBS: '100000000',
    ...settings,
  });
  return { origin: url, pid };
}

/** Submits generations over all connections for so many seconds. */
export async function loadApi(world: World, { origin, pid }: Target, seconds: number): Promise<Sample> {
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
}
