import type { Redis } from 'ioredis';

const DAY_MS = 86_400_000;
const BLOCK_DAYS = 32;
const PART = 100;
const PROJECTS = 60;
/** Calls of each bill state, then their costs in millionths. */
const CALLS = '2 40 1 0 240000 4800000 120000 0';

/** Usage of the last days in as many combinations a day, as the commands count it (`shared/usage.lua`). */
export async function fillUsage(
  redis: Redis,
  { tenant, days, combinations }: { tenant: string; days: number; combinations: number },
): Promise<void> {
  const today = Math.floor(Date.now() / DAY_MS);
  const numbers = Array.from({ length: combinations }, (_, at) => at + 1);
  for (let day = today - days + 1; day <= today; day += 1) {
    const pipeline = redis.pipeline();
    pipeline.hset(
      `{darkroom}:usage-names:${tenant}:${Math.floor(day / BLOCK_DAYS)}`,
      numbers.flatMap((number) => [nameOf(number), number]),
    );
    for (const number of numbers) pipeline.hset(`{darkroom}:usage:${tenant}:${day}.${Math.floor(number / PART)}`, number, CALLS);
    await pipeline.exec();
  }
}

function nameOf(number: number): string {
  const project = `campaign-${number % PROJECTS}`;
  const product = `${9_000 + Math.floor(number / PROJECTS)}`;
  return JSON.stringify([`key_${number % 5}`, project, product, 'generate', 'generation']);
}
