import { stepsOf } from '@darkroom/testkit';
import { describe, expect, test } from '@jest/globals';

import { inProcessWorld, type InProcessWorld } from '../test/in-process-world.ts';

/** The calls of a re-download whose worker does not die. */
const STEPS = stepsOf(['beginOrLook', 'takeSlot', 'warmUp', 'intend', 'redownload', 'settle']);
const NUMBERED = STEPS.map((step, number): [number, string] => [number, step]);

/** Between its intent and the outcome, nothing shows whether the call was made. */
const IN_DOUBT = new Set(['after intend', 'before redownload', 'after redownload', 'before settle']);
const PAID = new Set(['after redownload', 'before settle', 'after settle']);

const submit = (world: InProcessWorld, request: object = {}) =>
  world.submit('download', { generated_asset_id: 'asset-1', size_name: '4k', ...request });

async function endOf(world: InProcessWorld, id: string) {
  const { status, billing, slot } = await world.record(id);
  const { pending } = await world.store.overview.limits();
  return {
    status,
    bill: billing.state,
    paid: world.getty.redownloads.length,
    events: await world.eventTypes(),
    slot,
    taken: pending.taken,
  };
}

const SUCCEEDED = { status: 'succeeded', bill: 'charged', paid: 1, events: ['download.succeeded'], slot: null, taken: 0 };

test('a re-download takes these steps', async () => {
  await using world = await inProcessWorld();
  const id = await submit(world);
  const worker = world.worker();
  await world.run(id, worker);
  expect(worker.steps).toEqual(STEPS);
  expect(await endOf(world, id)).toEqual(SUCCEEDED);
});

describe('a re-download whose worker dies', () => {
  test.each(NUMBERED)('at step %i, %s, is paid once at the most, and never sent again in doubt', async (haltAt, step) => {
    await using world = await inProcessWorld();
    const id = await submit(world);
    await world.dies(id, haltAt);
    await world.run(id);
    const held = { status: 'held', bill: 'unknown', paid: PAID.has(step) ? 1 : 0, events: ['download.held'], slot: null, taken: 0 };
    expect(await endOf(world, id)).toEqual(IN_DOUBT.has(step) ? held : SUCCEEDED);
  });

  test.each(NUMBERED)('at step %i, %s, is sent again in doubt only if its caller chose that', async (haltAt, step) => {
    await using world = await inProcessWorld();
    const id = await submit(world, { on_unknown: 'retry' });
    await world.dies(id, haltAt);
    await world.run(id);
    const paid = PAID.has(step) && IN_DOUBT.has(step) ? 2 : 1;
    expect(await endOf(world, id)).toEqual({ ...SUCCEEDED, paid });
  });
});

describe('a re-download of two workers at once', () => {
  test.each(NUMBERED)('the first halts at step %i, %s: it is paid once, and has one end', async (haltAt) => {
    const seen = [];
    for (let second = 1; second < STEPS.length + 2; second += 2) {
      await using world = await inProcessWorld();
      const id = await submit(world);
      const first = world.worker(haltAt);
      await world.run(id, first);
      const other = world.worker(second);
      const halted = (await other.pass({ id, run: 1 })) === 'halted';
      if (!halted) await world.run(id);
      await first.goOn();
      if (halted) await other.goOn();
      await world.run(id);
      const end = await endOf(world, id);
      seen.push({ ...end, events: end.events.filter((event) => event !== 'download.held') });
    }
    expect(seen).toEqual(seen.map(() => SUCCEEDED));
  });
});
