import { stepsOf } from '@darkroom/testkit';
import { describe, expect, test } from '@jest/globals';

import { inProcessWorld, type InProcessWorld } from '../test/in-process-world.ts';

/** The calls of an operation whose worker does not die. */
const STEPS = stepsOf(
  'beginOrLook takeSlot warmUp intend operate settle beginOrLook getGeneration noteLook beginOrLook getGeneration begin advance'.split(' '),
);
const FIRST_PASS = STEPS.slice(0, STEPS.indexOf('after settle') + 1);
const NUMBERED = STEPS.map((step, number): [number, string] => [number, step]);
const AFTER_CALL = STEPS.indexOf('after operate');

const submit = (world: InProcessWorld) =>
  world.submit('generation', { operation: 'extend', source: { generation_request_id: 'g-source', index: 1 }, top_percentage: 5 });

async function endOf(world: InProcessWorld, id: string) {
  const { status, billing, slot } = await world.record(id);
  const { pending } = await world.store.overview.limits();
  const events = (await world.eventTypes()).filter((event) => event !== 'generation.waiting' && event !== 'generation.held');
  return { status, bill: billing.state, paid: world.getty.made.length, events, slot, taken: pending.taken };
}

const SUCCEEDED = { status: 'succeeded', bill: 'charged', paid: 1, events: ['generation.succeeded'], slot: null, taken: 0 };
const HELD = { status: 'held', bill: 'unknown', paid: 0, events: [], slot: null, taken: 0 };
/** What was never sent looks like what Getty does not show. */
const NEVER_SENT = new Set(['after intend', 'before operate']);

test('an operation takes these steps, and never the fast path', async () => {
  await using world = await inProcessWorld();
  world.getty.client.isWarm = () => true;
  const id = await submit(world);
  const worker = world.worker();
  await world.run(id, worker);
  expect(worker.steps).toEqual(STEPS);
  expect(await endOf(world, id)).toEqual(SUCCEEDED);
});

describe('an operation whose worker dies', () => {
  test.each(NUMBERED)('at step %i, %s, has one end and is paid once', async (haltAt, step) => {
    await using world = await inProcessWorld();
    const id = await submit(world);
    await world.dies(id, haltAt);
    await world.run(id);
    expect(await endOf(world, id)).toEqual(NEVER_SENT.has(step) ? HELD : SUCCEEDED);
  });

  test('in its call, and the next one while it looks for it, has one end', async () => {
    const seen = [];
    for (let haltAt = 0, died = true; died; haltAt++) {
      await using world = await inProcessWorld();
      const id = await submit(world);
      await world.dies(id, AFTER_CALL);
      const second = await world.dies(id, haltAt);
      died = second.halted;
      await world.run(id);
      seen.push(await endOf(world, id));
    }
    expect(seen.length).toBeGreaterThan(6);
    expect(seen).toEqual(seen.map(() => SUCCEEDED));
  });
});

/** Longer than the time after which a call that is not found counts as not accepted. */
const STOOD_STILL_MS = 200_000;
const CASES = FIRST_PASS.flatMap((step, haltAt) =>
  (haltAt >= FIRST_PASS.indexOf('after intend') ? [0, STOOD_STILL_MS] : [0]).map((ms): [string, number, number] => [step, haltAt, ms]),
);

describe('an operation of two workers at once', () => {
  test.each(CASES)('is paid once if the first halts %s (step %i) for %i ms', async (_step, haltAt, stoodStillMs) => {
    const seen = [];
    for (let second = 1, whole = false; !whole; second += 2) {
      await using world = await inProcessWorld();
      const id = await submit(world);
      const first = world.worker(haltAt);
      await world.run(id, first);
      await world.clock.sleep(stoodStillMs);
      const other = world.worker(second);
      whole = (await other.pass({ id, run: 1 })) !== 'halted';
      if (whole) await world.run(id);
      await first.goOn();
      if (!whole) await other.goOn();
      await world.run(id);
      seen.push(await endOf(world, id));
    }
    expect(seen).toEqual(seen.map(() => SUCCEEDED));
    expect(seen.length).toBeGreaterThan(1);
  });
});
