import { describe, expect, test } from '@jest/globals';

import type { Change, Claim } from '../records/job/change.ts';
import { setup } from '../test/world.ts';

type World = Awaited<ReturnType<typeof setup>>;

const LOOK = 'look-of-a-fox';
const found = (id: string, claim?: Claim): Change => ({
  status: 'waiting',
  set: { getty_id: id, accepted_at: 1 },
  billing: { state: 'charged', because: 'found_in_history' },
  dueAt: 1,
  ...(claim && { claim }),
});

async function sent(world: World, tenant = 'acme', look?: string) {
  const id = await world.accept({ tenant });
  const pass = await world.begin(id);
  const { intent } = await world.store.passes.intend(pass, 'generate', look);
  return { id, settle: (change: Change) => world.store.passes.settle(pass, intent, change) };
}

const around = (world: World): Claim => ({ looks: ['another', LOOK], from: world.clock.now() - 60_000, to: world.clock.now() + 60_000 });

describe('a generation at Getty', () => {
  test('belongs to the first job that names it, and the second stays unchanged', async () => {
    await using world = await setup();
    const first = await sent(world);
    const second = await sent(world, 'beta');
    expect(await first.settle(found('g-1'))).toBe('settled');
    const before = await world.raw.hgetall(world.keys.job(second.id));
    expect(await second.settle(found('g-1'))).toBe('taken');
    expect(await world.raw.hgetall(world.keys.job(second.id))).toEqual(before);
    expect(await world.raw.get(world.keys.getty('g-1'))).toBe(first.id);
  });

  test('found by its fields has no owner while another similar call has no outcome', async () => {
    await using world = await setup();
    const first = await sent(world, 'acme', LOOK);
    const second = await sent(world, 'beta', LOOK);
    expect(await first.settle(found('g-1', around(world)))).toBe('taken');
    expect(await second.settle(found('g-1', around(world)))).toBe('taken');
    // Getty's own answer is certain.
    expect(await second.settle(found('g-1'))).toBe('settled');
    expect(await first.settle(found('g-1', around(world)))).toBe('taken');
    expect(await first.settle(found('g-2', around(world)))).toBe('settled');
    expect(await world.raw.exists(`${world.keys.root}:unsettled:${LOOK}`)).toBe(0);
  });

  test('may still belong to a call that was given up, but not to one of another time or with other fields', async () => {
    await using world = await setup();
    const lost = await sent(world, 'beta', LOOK);
    await lost.settle({ status: 'queued', billing: { state: 'unknown', because: 'outcome_unknown' }, dueAt: 1 });
    const other = await sent(world, 'beta', 'look-of-a-bear');
    const first = await sent(world, 'acme', LOOK);
    expect(other.id).not.toBe(first.id);
    expect(await first.settle(found('g-1', around(world)))).toBe('taken');
    const now = world.clock.now();
    expect(await first.settle(found('g-1', { looks: ['another', LOOK], from: now - 7_200_000, to: now - 3_600_000 }))).toBe('settled');
  });

  test('stays with the job when it begins again, and is removed with the job', async () => {
    await using world = await setup();
    const { id, settle } = await sent(world);
    await settle(found('g-1'));
    await world.store.passes.advance(await world.begin(id), {
      status: 'failed',
      event: 'generation.failed',
      set: { error: { code: 'gone', message: 'gone', getty: null } },
    });
    await world.store.jobs.retry(id, { confirmCost: true });
    expect(await world.raw.get(world.keys.getty('g-1'))).toBe(id);
    expect(await world.store.jobs.findByGettyId('g-1')).toBeNull();

    const stranger = await sent(world, 'beta');
    expect(await stranger.settle(found('g-1'))).toBe('taken');

    const pass = await world.begin(id, 2);
    const { intent } = await world.store.passes.intend(pass, 'generate');
    await world.store.passes.settle(pass, intent, found('g-2'));
    await world.store.passes.advance(await world.begin(id, 2), { status: 'failed', event: 'generation.failed' });
    await world.handleEvents();
    world.clock.ahead += 100 * 86_400_000;
    await world.store.createSweep({ retentionMs: 86_400_000 }).sweepOnce();
    expect(await world.store.jobs.get(id)).toBeNull();
    expect(await world.raw.exists(world.keys.getty('g-1'), world.keys.getty('g-2'))).toBe(0);
    const owners = await world.store.jobs.ownersOf(['g-1', 'g-2', 'g-3']);
    expect([...owners]).toEqual(['g-1', 'g-2'].map((gettyId) => [gettyId, { tenant: 'acme', jobId: null }]));
  });

  test('that the history does not show yet is not adopted while another job’s marked call has no outcome', async () => {
    await using world = await setup();
    const lost = await sent(world, 'beta');
    const mine = await sent(world);
    const billing = { state: 'unknown', because: 'outcome_unknown' } as const;
    await world.store.passes.advance(await world.begin(mine.id), { status: 'held', event: 'generation.held', billing });
    const adopt = () =>
      world.store.jobs.resolve(
        mine.id,
        { action: 'adopt', generation_request_id: 'g-1' },
        { ask: async () => ({ known: true, item: null }) },
      );
    expect(await adopt()).toMatchObject({ outcome: 'id_taken' });
    expect(await world.raw.exists(world.keys.getty('g-1'))).toBe(0);
    await lost.settle(found('g-2'));
    expect(await adopt()).toMatchObject({ outcome: 'restarted' });
    expect(await world.raw.get(world.keys.getty('g-1'))).toBe(mine.id);
  });
});
