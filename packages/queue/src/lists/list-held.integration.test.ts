import type { Tenant } from '@darkroom/contracts';
import { describe, expect, test } from '@jest/globals';

import { CursorError } from '../reading/page.ts';
import { newJobId } from '../records/job-id.ts';
import { newJob, setup } from '../test/world.ts';

type World = Awaited<ReturnType<typeof setup>>;

const AT = 1_700_000_000_000;

/** Stores a held job without the steps before. */
async function hold({ store, raw, keys }: World, { tenant = 'acme', createdAt = AT }: { tenant?: string; createdAt?: number } = {}) {
  const id = newJobId();
  await store.jobs.accept(newJob(AT, { id, tenant, createdAt }));
  await raw.hset(keys.job(id), { status: 'held' });
  await raw.zrem(keys.status(tenant, 'queued'), id);
  await raw.zadd(keys.status(tenant, 'held'), createdAt, id);
  return id;
}

async function all({ store }: World, tenant: Tenant | null, limit: number): Promise<string[]> {
  const found: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await store.jobs.held({ tenant, limit, cursor });
    expect(page.records.length).toBeLessThanOrEqual(limit);
    found.push(...page.records.map(({ id }) => id));
    if (page.nextCursor === null) return found;
    cursor = page.nextCursor;
  }
}

describe('the held jobs', () => {
  test.each([1, 2, 3, 7, 100])('come oldest first, in pages of %i, also where many are of one instant', async (limit) => {
    await using world = await setup();
    const later = await hold(world, { createdAt: AT + 5 });
    const atOnce = await Promise.all(Array.from({ length: 7 }, () => hold(world)));
    const other = await hold(world, { tenant: 'globex', createdAt: AT - 5 });
    await world.store.jobs.accept(newJob(AT, { createdAt: AT - 10 })); // not held
    expect(await all(world, 'acme', limit)).toEqual([...atOnce.toSorted(), later]);
    expect(await all(world, null, limit)).toEqual([other, ...atOnce.toSorted(), later]);
    expect(await all(world, 'nobody', limit)).toEqual([]);
  });

  test('go on behind a job that is not held any more', async () => {
    await using world = await setup();
    const [first, second, third] = [await hold(world), await hold(world, { createdAt: AT + 1 }), await hold(world, { createdAt: AT + 2 })];
    const { records, nextCursor } = await world.store.jobs.held({ tenant: 'acme', limit: 1 });
    expect(records.map(({ id }) => id)).toEqual([first]);
    await world.store.jobs.resolve(first, { action: 'fail' }, { ask: async () => ({ known: false, item: null }) });
    const next = await world.store.jobs.held({ tenant: 'acme', limit: 5, cursor: nextCursor! });
    expect([next.records.map(({ id }) => id), next.nextCursor]).toEqual([[second, third], null]);
  });

  test('refuse a cursor that is none', async () => {
    await using world = await setup();
    await expect(world.store.jobs.held({ tenant: 'acme', limit: 5, cursor: 'x' })).rejects.toThrow(CursorError);
  });
});
