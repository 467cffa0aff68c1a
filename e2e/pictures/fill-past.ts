import { rawRedis } from '@darkroom/testkit';

/** What charts show of the time before: a day by minutes, and paid calls of the days of this month. */
export async function fillPast(url: string, prefix: string): Promise<void> {
  const redis = rawRedis({ url });
  await fillHistory(redis, prefix);
  await fillUsage(redis, prefix);
  redis.disconnect();
}

type RawRedis = ReturnType<typeof rawRedis>;

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

/** A day as a worker notes it, minute by minute: quiet at night, and a busy afternoon. See note_minute.lua. */
async function fillHistory(redis: RawRedis, prefix: string): Promise<void> {
  const now = Math.floor(Date.now() / MINUTE_MS) - 1;
  for (let ago = 1; ago < DAY_MINUTES; ago += 1) {
    const minute = now - ago;
    const busy = 6 + 5 * Math.sin((minute / DAY_MINUTES) * 2 * Math.PI) + 1.5 * Math.sin(minute / 17);
    const ended = Math.max(0, Math.round(busy));
    const taken = Math.min(12, Math.round(busy * 1.1));
    const [p50, p95] = [3_200 + 130 * busy, 5_200 + 420 * busy].map(Math.round);
    const line = [
      ended,
      ended,
      Math.round(ended * 0.96),
      Math.round(ended * 0.04),
      0,
      0,
      p50,
      p95,
      taken,
      12,
      20,
      1,
      2,
      0,
      4_000,
      DAY_MINUTES - ago > 900 ? 3 : 0,
      0,
    ];
    await redis.hset(`{${prefix}}:history:${Math.floor(minute / DAY_MINUTES)}`, `${minute % DAY_MINUTES}`, line.join(' '));
  }
}

const DAY_MS = 86_400_000;
const BLOCK_DAYS = 32;
const PROJECTS = ['Autumn', 'Poster', 'Winter 26'];
/** Beyond the numbers that the calls of today have. */
const FIRST_NUMBER = 50;
const PRICE = 120_000;

/** Generations of three projects, fewer at weekends, as the commands count them. See shared/usage.lua. */
async function fillUsage(redis: RawRedis, prefix: string): Promise<void> {
  const today = Math.floor(Date.now() / DAY_MS);
  for (let ago = 1; ago < 22; ago += 1) {
    const day = today - ago;
    const isWeekend = [0, 6].includes(new Date(day * DAY_MS).getUTCDay());
    for (const [at, project] of PROJECTS.entries()) {
      const number = String(FIRST_NUMBER + at);
      const calls = Math.round((isWeekend ? 3 : 14) * (1.4 + Math.sin(ago * 0.9 + at * 2)) * (1 - at * 0.2));
      const name = JSON.stringify(['', project, '', 'generate', 'generation']);
      await redis.hset(`{${prefix}}:usage-names:acme:${Math.floor(day / BLOCK_DAYS)}`, name, number);
      await redis.hset(`{${prefix}}:usage:acme:${day}.0`, number, `0 ${calls} 0 0 0 ${calls * PRICE} 0 0`);
    }
  }
}
