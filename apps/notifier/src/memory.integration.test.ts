import { expect, test } from '@jest/globals';
import { redisContents, waitFor, webhookReceiver, type TestRedis } from '@darkroom/testkit';

import { ENDPOINT_SECRET, notifierWorld } from './test/notifier-world.ts';

const MOST_BYTES = 60_000;
const ENDPOINTS = 50;
const TRIES = 10;

/** The memory of all keys of the test, as Redis counts it. */
async function bytesOf(redis: TestRedis): Promise<number> {
  const sizes = await Promise.all((await redis.keys()).map((key) => redis.command('MEMORY', 'USAGE', key, 'SAMPLES', 0)));
  return sizes.reduce<number>((sum, size) => sum + Number(size), 0);
}

/** Text that hardly shrinks when compressed. */
function noise(length: number): string {
  let state = 7;
  return Array.from({ length }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return String.fromCharCode(97 + ((state >> 16) % 26));
  }).join('');
}

test('a 4 KB job, its event and fifty deliveries that failed ten times with 16 KB answers cost at most 60 KB', async () => {
  await using world = await notifierWorld();
  await using receiver = await webhookReceiver({
    answer: ({ headers }) => ({ status: 500, body: `${JSON.stringify(headers)} ${noise(16_384)}` }),
  });
  for (let each = 0; each < ENDPOINTS; each++) await world.endpoint(`${receiver.url}/${each}`);
  await world.startNotifier({ WEBHOOK_RETRY_DELAYS: Array.from({ length: TRIES - 1 }, () => '1ms').join(',') });
  const before = await bytesOf(world.redis);
  const job = await world.emit(undefined, undefined, { metadata: { note: noise(3_900) } });
  const failed = async () => {
    const deliveries = await world.store.deliveries.ofJob(job);
    return deliveries.length === ENDPOINTS && deliveries.every(({ status }) => status === 'failed') ? deliveries : undefined;
  };
  const deliveries = await waitFor(failed, { what: 'all tries to be used up' });
  expect(receiver.received).toHaveLength(ENDPOINTS * TRIES);

  const bytes = (await bytesOf(world.redis)) - before;
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES);

  const tries = await Promise.all(deliveries.map(({ id }) => world.store.deliveries.attempts(id)));
  expect(tries.map((each) => each.map(({ status }) => status))).toEqual(tries.map(() => Array.from({ length: TRIES }, () => 500)));
  const answers = tries.flat().flatMap(({ response }) => response ?? []);
  expect(answers.length).toBeGreaterThanOrEqual(2);
  expect(Math.max(...answers.map((answer) => answer.length))).toBeLessThanOrEqual(1_024);

  const stored = (await redisContents(world.redis)).flatMap(({ texts }) => texts).join('\n');
  for (const { signature } of receiver.received) expect(stored).not.toContain(signature.slice(3, 20));
  expect(stored).not.toContain(ENDPOINT_SECRET.slice(6, 30));
});
