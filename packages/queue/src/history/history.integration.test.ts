import { describe, expect, test } from '@jest/globals';

import { setup } from '../test/world.ts';

const MINUTE_MS = 60_000;

type World = Awaited<ReturnType<typeof setup>>;

/** Moves the clock to the beginning of the next minute, and returns it. */
function nextMinute({ clock }: World): number {
  const at = Math.ceil(clock.now() / MINUTE_MS) * MINUTE_MS;
  clock.ahead += at - clock.now();
  return at;
}

/** A generation that takes so long (ms) from its acceptance to its end. */
async function made(world: World, ms: number, status: 'succeeded' | 'failed' = 'succeeded'): Promise<void> {
  const id = await world.accept({ createdAt: world.clock.now() - ms });
  const pass = await world.begin(id);
  await world.store.passes.advance(pass, { status, event: `generation.${status}` });
}

describe('the history', () => {
  test('has how a minute went, and how things stood at its end', async () => {
    await using world = await setup();
    const at = nextMinute(world);
    for (const ms of [1_000, 2_000, 3_000, 40_000]) await made(world, ms);
    await made(world, 5_000, 'failed');
    await world.accept({ tenant: 'globex', createdAt: world.clock.now() });
    world.clock.ahead += MINUTE_MS + 10_000;
    await world.store.history.noteOnce();
    const minutes = await world.store.history.read({ from: at, to: at + MINUTE_MS });
    expect(minutes).toMatchObject([
      { at, accepted: 1, ended: 5, succeeded: 4, failed: 1, slots: 8, slotsTaken: 0, callsPerSecond: null, queued: 1, waiting: 0, held: 0 },
    ]);
    const [{ p50Ms, p95Ms, oldestQueuedMs } = {}] = minutes;
    expect(Math.round((p50Ms ?? 0) / 1_000)).toBe(2);
    expect(Math.round((p95Ms ?? 0) / 1_000)).toBe(40);
    expect(Math.round((oldestQueuedMs ?? 0) / 10_000)).toBe(7);
  });

  test('notes a minute once, and nothing of a minute that is not over', async () => {
    await using world = await setup();
    const at = nextMinute(world);
    world.clock.ahead += MINUTE_MS + 1_000; // another worker may still write what ended in it
    await world.store.history.noteOnce();
    expect(await world.store.history.read({ from: at, to: at + MINUTE_MS })).toEqual([]);
    world.clock.ahead += 10_000;
    await world.store.history.noteOnce();
    const first = await world.store.history.read({ from: at, to: at + MINUTE_MS });
    await made(world, 10);
    await using other = world.another(2_000);
    await other.history.noteOnce();
    expect(await world.store.history.read({ from: at, to: at + MINUTE_MS })).toEqual(first);
    expect(first).toHaveLength(1);
  });

  test('counts refusals from the beginning, so that a reader takes differences', async () => {
    await using world = await setup();
    const at = nextMinute(world);
    const pass = await world.begin(await world.accept());
    const { intent } = await world.store.passes.intend(pass, 'generate');
    await world.store.passes.settle(pass, intent, {
      status: 'queued',
      reason: 'throttled',
      refused: { limit: 'pending', epoch: pass.epoch },
    });
    world.clock.ahead += MINUTE_MS + 10_000;
    await world.store.history.noteOnce();
    expect(await world.store.history.read({ from: at, to: at + MINUTE_MS })).toMatchObject([{ refusedPending: 1, refusedQueries: 0 }]);
  });

  test('goes after its time', async () => {
    await using world = await setup();
    nextMinute(world);
    world.clock.ahead += MINUTE_MS + 10_000;
    await world.store.history.noteOnce();
    const [key = ''] = await world.raw.keys(`${world.keys.root}:history:*`);
    const days = (await world.raw.pttl(key)) / 86_400_000;
    expect([days > 8, days <= 9]).toEqual([true, true]);
  });
});
