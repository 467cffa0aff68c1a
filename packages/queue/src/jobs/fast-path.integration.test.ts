import { describe, expect, test } from '@jest/globals';

import { createCommands } from '../lua/commands.ts';
import { intentId, type Pass } from './passes.ts';
import { pauseName } from '../records/job/pause-name.ts';
import { setup } from '../test/world.ts';

type World = Awaited<ReturnType<typeof setup>>;

const SENT = { status: 'submitting', attempts: 1, billing: { state: 'unknown' } };

/** Begins a pass with a worker that could make its paid call at once. */
async function beginFastPath(world: World, id: string, run = 1): Promise<Pass> {
  const pass = await world.store.passes.begin(id, run, 'generate');
  if (typeof pass === 'string') throw new Error(`No pass to begin: ${pass}`);
  return pass;
}

const REFINE = { operation: 'refine', prompt: 'a hat', source: { asset_id: 'a-1' } };

describe('a pass on the fast path', () => {
  test.each([{ operation: 'generate' }, { metadata: { operation: 'refine' } }, { notes: '"operation":"refine"' }])(
    'is for generations from a prompt, also with %j',
    async (more) => {
      await using world = await setup();
      const pass = await beginFastPath(world, await world.accept({ request: { prompt: 'a fox', ...more } }));
      expect(pass.fastPath).toBe(true);
    },
  );

  test('begins with slot and intent, and is settled like any other', async () => {
    await using world = await setup();
    const id = await world.accept();
    const pass = await beginFastPath(world, id);
    expect(pass).toMatchObject({ fastPath: true, record: { ...SENT, slot: 'pending', intent: { id: intentId(pass) } } });
    expect((await world.timeline(id)).at(-1)).toMatchObject({ event: 'submitting', call: 'generate' });
    expect(await world.store.passes.settle(pass, intentId(pass), { status: 'waiting', set: { accepted_at: 1 } })).toBe('settled');
    expect(await world.store.jobs.get(id)).toMatchObject({ status: 'waiting', slot: 'pending', intent: null });
  });

  test('gets the same answer when the command is repeated, and nothing is counted twice', async () => {
    await using world = await setup();
    const id = await world.accept();
    const run = createCommands(world.raw, world.keys);
    const begin = { now: Date.now(), id, run: '1', pass: 'one', due: Date.now() + 1_000, fast_path: { timeline: '{}' } };
    const [first, second] = [await run('begin', begin), await run('begin', begin)];
    if (first.code !== 'fast_path') throw new Error(first.code);
    expect(second).toEqual({ ...first, record: { ...first.record, intent_at: expect.any(String) } }); // told by the clock of the command
    expect(await world.store.jobs.get(id)).toMatchObject({ ...SENT, fence: 1, starts: 1 });
    expect(await world.raw.zcard(world.keys.slots('pending'))).toBe(1);
  });

  test('leaves an open intent that the next pass finds, and makes no call of its own', async () => {
    await using world = await setup();
    const id = await world.accept();
    const first = await beginFastPath(world, id);
    const next = await beginFastPath(world, id);
    expect(next).toMatchObject({ fastPath: false, fence: '2', record: { ...SENT, intent: { id: intentId(first) } } });
    expect(await world.store.passes.intend(next, 'generate')).toMatchObject({ code: 'exists' });
  });
});

/** What prevents the fast path, with a job that it applies to. */
const IN_THE_WAY: Record<string, (world: World) => Promise<string>> = {
  'another operation': (world) => world.accept({ request: REFINE }),
  'a download, which has other slots': (world) => world.accept({ type: 'download', request: { generation_request_id: 'g', index: 0 } }),
  'a start in the future': (world) => world.accept({ runAt: Date.now() + 60_000 }),
  'a start in the future, of a job that was canceled and runs again': async (world) => {
    const runAt = Date.now() + 60_000;
    const id = await world.accept({ runAt, request: { prompt: 'a fox', run_at: new Date(runAt).toISOString() } });
    await world.store.jobs.cancel(id, 'generation');
    await world.store.jobs.retry(id, { confirmCost: false });
    return id;
  },
  'a deadline that has passed': (world) => world.accept({ deadlineAt: Date.now() - 1 }),
  'a start without progress': async (world) => {
    const id = await world.accept();
    await world.begin(id);
    return id;
  },
  'a turn in the query budget': async (world) => {
    const id = await world.accept();
    await world.store.passes.advance(await world.begin(id), { status: 'queued', set: { turn: '1 0' } });
    return id;
  },
  'a job that Getty already has': async (world) => {
    const id = await world.accept();
    await world.store.passes.advance(await world.begin(id), { status: 'waiting', set: { accepted_at: 1 } });
    return id;
  },
  'a limit of calls per second': async (world) => {
    await world.store.queries.setLimits({ pending: undefined, queries: 5 });
    return world.accept();
  },
  'a pause': async (world) => {
    await world.raw.hset(world.keys.pauses, 'quota.default', 1);
    return world.accept();
  },
  'the pause of its product, by the name that workers give it': async (world) => {
    const id = await world.accept({ request: { prompt: 'a fox', product_id: 12 } });
    await world.raw.hset(world.keys.pauses, pauseName((await world.store.jobs.get(id))!), 1);
    return id;
  },
  'a slot that another holds': async (world) => {
    await world.store.queries.setLimits({ pending: 1, queries: undefined });
    await beginFastPath(world, await world.accept());
    return world.accept();
  },
  'other jobs in line': async (world) => {
    await world.raw.zadd(world.keys.line('pending'), 0, 'globex');
    return world.accept();
  },
};

test.each(Object.entries(IN_THE_WAY))('%s prevents the fast path: begin alone changes nothing else', async (_what, given) => {
  await using world = await setup();
  const id = await given(world);
  const before = await world.store.jobs.get(id);
  const pass = await beginFastPath(world, id, before!.run);
  expect(pass.fastPath).toBe(false);
  expect(pass.record).toEqual({ ...before, fence: before!.fence + 1, starts: before!.starts + 1, turnAt: pass.record.turnAt });
});
