import type { DownloadResult } from '@darkroom/contracts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AppProcess } from '@darkroom/testkit';

import { setupSteps, startQuickGetty } from '../test/stepped-world.ts';

type World = Awaited<ReturnType<typeof setupSteps>>;

let simulator: AppProcess;
beforeAll(async () => {
  simulator = await startQuickGetty();
});
afterAll(async () => simulator[Symbol.asyncDispose]());

/** A download that Getty accepted, and that was canceled before its file was seen. */
async function canceledUnderWay(world: World, asked: { of: string; size_name: string }): Promise<string> {
  const id = await world.download(asked);
  await world.worker().pass({ id, run: 1 });
  expect(await world.record(id)).toMatchObject({ status: 'waiting', attempts: 1 });
  await world.store.jobs.cancel(id, 'download');
  await world.worker().pass({ id, run: 1 });
  await world.gettyIsIdle(id);
  expect(await world.record(id)).toMatchObject({ status: 'canceled' });
  return id;
}

async function retried(world: World, id: string, confirmCost = false) {
  const answer = await world.store.jobs.retry(id, { confirmCost });
  if (answer.outcome === 'restarted') await world.run(world.worker(), id);
  return { outcome: answer.outcome, job: await world.record(id) };
}

/** The size in which Getty made the file of a job. */
async function sizeOf(world: World, id: string): Promise<string | undefined> {
  const job = await world.record(id);
  const made = (await world.effects(job)) as { generated_asset_id: string; size_name: string }[];
  return made.find((one) => one.generated_asset_id === (job.result as DownloadResult).generated_asset_id)?.size_name;
}

describe('a retried download that Getty had accepted', () => {
  test('polls its own file, without cost', async () => {
    await using world = await setupSteps(simulator);
    const of = await world.finished();
    const first = await canceledUnderWay(world, { of, size_name: '4k' });
    expect((await retried(world, first)).job).toMatchObject({ status: 'succeeded', attempts: 1 });
    expect(await sizeOf(world, first)).toBe('4k');
  });

  test.each([
    ['4k', '1k'],
    ['1k', '4k'],
  ])('of %s does not take the later %s file, and asks before it pays again', async (size, other) => {
    await using world = await setupSteps(simulator);
    const of = await world.finished();
    const first = await canceledUnderWay(world, { of, size_name: size });
    const second = await world.download({ of, size_name: other });
    await world.run(world.worker(), second);
    expect(await sizeOf(world, second)).toBe(other);

    expect((await retried(world, first)).job).toMatchObject({ status: 'failed', error: { code: 'replaced' }, attempts: 1, slot: null });
    expect((await retried(world, first)).outcome).toBe('may_charge_again');
    expect((await retried(world, first, true)).job).toMatchObject({ status: 'succeeded', attempts: 2 });
    expect(await sizeOf(world, first)).toBe(size);
  });

  test('takes a later file of the same size', async () => {
    await using world = await setupSteps(simulator);
    const of = await world.finished();
    const first = await canceledUnderWay(world, { of, size_name: '4k' });
    await world.run(world.worker(), await world.download({ of, size_name: '4k' }));
    expect((await retried(world, first)).job).toMatchObject({ status: 'succeeded', attempts: 1 });
    expect(await sizeOf(world, first)).toBe('4k');
  });

  test('does not take the file of a later one that was canceled too, and the later one still gets its own', async () => {
    await using world = await setupSteps(simulator);
    const of = await world.finished();
    const first = await canceledUnderWay(world, { of, size_name: '4k' });
    const second = await world.download({ of, size_name: '1k' });
    await world.worker().pass({ id: second, run: 1 }); // sees the result of the first
    await world.worker().pass({ id: second, run: 1 });
    await world.store.jobs.cancel(second, 'download');
    await world.worker().pass({ id: second, run: 1 });
    await world.gettyIsIdle(second);
    expect(await world.record(second)).toMatchObject({ status: 'canceled', attempts: 1 });
    expect((await retried(world, first)).job).toMatchObject({ status: 'failed', error: { code: 'replaced' } });
    expect((await retried(world, second)).job).toMatchObject({ status: 'succeeded', attempts: 1 });
    expect(await sizeOf(world, second)).toBe('1k');
  });

  test('waits in the line while another download has the image, and keeps its status', async () => {
    await using world = await setupSteps(simulator);
    const of = await world.finished();
    const first = await canceledUnderWay(world, { of, size_name: '4k' });
    const second = await world.download({ of, size_name: '1k' });
    await world.worker().pass({ id: second, run: 1 });
    await world.worker().pass({ id: second, run: 1 });
    expect(await world.record(second)).toMatchObject({ status: 'waiting' });
    await world.store.jobs.retry(first, { confirmCost: false });
    expect(await world.worker().pass({ id: first, run: 2 })).toMatchObject({ note: 'waiting_for_slot' });
    expect(await world.record(first)).toMatchObject({ status: 'waiting', reason: null, polls: 0 });
    await world.run(world.worker(), second);
    await world.run(world.worker(), first);
    expect(await sizeOf(world, second)).toBe('1k');
    expect(await world.record(first)).toMatchObject({ status: 'failed', error: { code: 'replaced' } });
  });

  test('gets its own file or reports that it cannot, wherever a worker dies', async () => {
    const ends = [];
    for (let haltAt = 0, died = true; died; haltAt++) {
      await using world = await setupSteps(simulator);
      const of = await world.finished();
      const first = await canceledUnderWay(world, { of, size_name: '4k' });
      const worker = world.worker(haltAt);
      const second = await world.download({ of, size_name: '1k' });
      await world.run(worker, second);
      await world.store.jobs.retry(first, { confirmCost: false });
      if (!worker.halted) await world.run(worker, first);
      died = worker.halted;
      await world.gettyIsIdle(first);
      await world.run(world.worker(), second);
      await world.run(world.worker(), first);
      const job = await world.record(first);
      ends.push([await sizeOf(world, second), job.status === 'succeeded' ? await sizeOf(world, first) : job.error?.code]);
    }
    expect(ends.length).toBeGreaterThan(10);
    expect(ends.filter(([second, first]) => second !== '1k' || (first !== '4k' && first !== 'replaced'))).toEqual([]);
  });
});
