import { expect, test } from '@jest/globals';
import { SubmittedBatch } from '@darkroom/contracts';
import { testRedis } from '@darkroom/testkit';

import { setup, type Answered, type World } from '../test/world.ts';

const LIMIT = 137;
const CALLERS = 64;
const REQUESTS = 400;

/** As many jobs as an answer accepted. */
function acceptedIn({ status, json, text }: Answered): number {
  if (status === 402) return 0;
  if (status !== 202) throw new Error(`${status}: ${text}`);
  return (json as { object: string }).object === 'batch' ? SubmittedBatch.parse(json).accepted : 1;
}

/** Every fifth request is a batch of three, every seventh generation starts downloads. */
function submit(world: World, n: number): Promise<Answered> {
  const one = { prompt: `fox ${n}`, ...(n % 7 === 0 && { download: { size_name: '4k', images: [0] } }) };
  const jobs = [0, 1, 2].map((index) => ({ type: 'generation', prompt: `fox ${n}.${index}` }));
  return n % 5 === 0 ? world.call('/v1/batches', { body: { jobs } }) : world.call('/v1/generations', { body: one });
}

test('any number of submissions at once, through three processes, takes not one unit too many', async () => {
  await using redis = testRedis();
  await using first = await setup({ redis });
  await using second = await setup({ redis });
  await using third = await setup({ redis });
  const worlds = [first, second, third];
  const budget = { unit: 'generations', limit: String(LIMIT), period: 'month' };
  await first.call('/v1/budgets/x', { method: 'PUT', body: budget });

  let next = 0;
  let accepted = 0;
  const caller = async () => {
    for (let n = next++; n < REQUESTS; n = next++) {
      const answered = await submit(worlds[n % worlds.length]!, n);
      accepted += acceptedIn(answered);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));

  expect(accepted).toBe(LIMIT);
  expect((await first.call('/v1/budgets/x')).json).toMatchObject({ reserved: String(LIMIT), spent: '0', left: '0' });
  expect(await first.count()).toBe(LIMIT);
});
