import { expect, test } from '@jest/globals';

import type { JobPlace } from './paid-jobs.ts';
import { setup } from '../test/world.ts';

type World = Awaited<ReturnType<typeof setup>>;

const DAY_MS = 86_400_000;

/** A generation with a paid call that succeeded. */
async function paid({ store, clock, accept, begin }: World, createdAt: number): Promise<string> {
  const id = await accept({ createdAt, request: { prompt: `made at ${createdAt}` } });
  const pass = await begin(id);
  await store.passes.takeSlot(pass, { resource: 'pending', dueAt: clock.now() + 600_000 });
  const { intent } = await store.passes.intend(pass, 'generate');
  await store.passes.settle(pass, intent, {
    status: 'succeeded',
    event: 'generation.succeeded',
    set: { getty_id: `getty-${id}` },
    billing: { state: 'charged', because: 'getty_accepted' },
  });
  return id;
}

test('the paid generations of a tenant are read with those that are packed, and so are their calls and requests', async () => {
  await using world = await setup();
  const { store, clock, raw, keys } = world;
  const from = clock.now();
  const packed = [await paid(world, from), await paid(world, from + 1), await paid(world, from + 2)];
  await world.accept({ createdAt: from + 3, type: 'download' });
  await world.handleEvents();
  clock.ahead += DAY_MS + 120_000;
  const before = await store.paidJobs.getMany(packed);
  const requests = await store.paidJobs.requests(packed);
  await store.createSweep({ retentionMs: 30 * DAY_MS }).sweepOnce();
  expect(await raw.exists(packed.map(keys.packed))).toBe(3);
  const living = [await paid(world, from + 4), await paid(world, from - 1)];

  expect(before.map(({ calls }) => calls.length)).toEqual([1, 1, 1]);
  expect(await store.paidJobs.getMany(packed)).toEqual(before);
  expect(await store.paidJobs.requests(packed)).toEqual(requests);
  const read: string[] = [];
  for (let after: JobPlace | undefined; ;) {
    const page = await store.paidJobs.page({ tenant: 'acme', from, to: clock.now(), after });
    read.push(...page.jobs.map(({ id }) => id));
    if (page.next === null) break;
    after = page.next;
  }
  expect(read).toEqual([living[0], ...packed.toReversed(), living[1]]);
});
