import { expect, test } from '@jest/globals';
import { testRedis } from '@darkroom/testkit';

import { newJobId } from '../records/job-id.ts';
import { openStore } from '../store.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

async function setup() {
  const redis = testRedis();
  const store = openStore({ url: redis.url, prefix: redis.prefix, role: 'worker', now: () => Date.now(), logger: silent });
  const accept = async (tenant: string, createdAt: number) => {
    const id = newJobId();
    await store.jobs.accept({ id, type: 'generation', tenant, request: { prompt: 'a fox' }, createdAt, deadlineAt: createdAt + 60_000 });
    return id;
  };
  const dispose = async () => {
    await store.close();
    await redis[Symbol.asyncDispose]();
  };
  return { store, accept, [Symbol.asyncDispose]: dispose };
}

test('merges the newest jobs of all tenants, and counts each tenant separately', async () => {
  await using world = await setup();
  const now = Date.now();
  const oldest = await world.accept('acme', now - 3_000);
  const middle = await world.accept('globex', now - 2_000);
  const newest = await world.accept('acme', now - 1_000);
  await world.store.jobs.cancel(middle, 'generation');

  const ids = async (...args: Parameters<typeof world.store.overview.newest>) =>
    (await world.store.overview.newest(...args)).map((record) => record.id);
  expect(await ids(10)).toEqual([newest, middle, oldest]);
  expect(await ids(2)).toEqual([newest, middle]);
  expect(await ids(10, 'queued')).toEqual([newest, oldest]);
  expect(await world.store.overview.counts()).toMatchObject({ acme: { queued: 2, canceled: 0 }, globex: { queued: 0, canceled: 1 } });
});
