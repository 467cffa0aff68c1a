import { setTimeout as sleep } from 'node:timers/promises';

import { Redis } from 'ioredis';

export type PingerSettings = { url: string; seconds: number; everyMs: number };

export type Pinged = { pings: number; p50Ms: number; p99Ms: number; maxMs: number };

/** Sends PING to a Redis, one at a time, and reports how long the answers took. */
export async function pinger({ url, seconds, everyMs }: PingerSettings): Promise<Pinged> {
  const redis = new Redis(url);
  await redis.ping();
  const tookMs: number[] = [];
  const until = performance.now() + seconds * 1_000;
  while (performance.now() < until) {
    const asked = performance.now();
    await redis.ping();
    tookMs.push(performance.now() - asked);
    await sleep(everyMs);
  }
  redis.disconnect();
  tookMs.sort((a, b) => a - b);
  const at = (part: number) => Number(tookMs[Math.min(tookMs.length - 1, Math.floor(tookMs.length * part))]!.toFixed(2));
  return { pings: tookMs.length, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
}
