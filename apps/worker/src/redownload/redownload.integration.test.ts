import { ConflictError, GoneError, NotFoundError, TerminalError, ThrottledError, UnknownOutcomeError } from '@darkroom/getty';
import type { NewJob } from '@darkroom/queue';
import { describe, expect, test } from '@jest/globals';

import { inProcessWorld, type InProcessWorld } from '../test/in-process-world.ts';

const NEVER_ASKED = { ask: async () => ({ known: false, item: null }) };
/** After this time a call that nobody saw counts as absent. */
const ABSENT_MS = 155_000;

const redownload = (world: InProcessWorld, request: object = {}, more: Partial<NewJob> = {}): Promise<string> =>
  world.submit('download', { generated_asset_id: 'asset-1', size_name: '4k', ...request }, more);

/** The next call has its effect, but its answer is lost. */
function loseAnswer({ getty }: InProcessWorld): void {
  getty.answers.after = (call) => {
    getty.answers.after = () => undefined;
    throw new UnknownOutcomeError('lost', { call: call as 'redownload' });
  };
}

/** The next calls are refused. */
function refuse({ getty }: InProcessWorld, error: Error, times = 1): void {
  getty.answers.before = () => {
    if (times-- > 0) throw error;
  };
}

const details = { call: 'redownload' } as const;

describe('a re-download', () => {
  test('sends the fields of its request once, and has the file at once', async () => {
    await using world = await inProcessWorld();
    const id = await redownload(world, { product_id: 3, project_code: 'P', notes: 'for print', metadata: { a: 1 } });
    const job = await world.run(id);
    expect(job).toMatchObject({
      status: 'succeeded',
      attempts: 1,
      polls: 0,
      slot: null,
      billing: { state: 'charged', because: 'getty_accepted' },
      result: { url: 'https://file.test/0', generated_asset_id: 'asset-1', size_name: '4k' },
    });
    const sent = { generated_asset_id: 'asset-1', size_name: '4k', product_id: 3, project_code: 'P', notes: 'for print' };
    expect(world.getty.redownloads).toEqual([{ ...sent, url: 'https://file.test/0' }]);
    expect(await world.events(id)).toEqual(['accepted', 'submitting', 'succeeded']);
    expect((await world.store.jobs.timeline(job))[1]).toMatchObject({ call: 'redownload' });
    expect(await world.eventTypes()).toEqual(['download.succeeded']);
  });

  test('of 1k may be charged', async () => {
    await using world = await inProcessWorld();
    const job = await world.run(await redownload(world, { size_name: '1k' }));
    expect(job.billing).toEqual({ state: 'may_be_charged', because: 'getty_accepted' });
  });

  test.each([
    [new NotFoundError('x', { ...details, status: 404 }), 'not_found'],
    [new GoneError('x', { ...details, status: 410 }), 'gone'],
    [new TerminalError('x', { ...details, status: 400 }), 'getty_refused'],
    [new TerminalError('x', { ...details, status: 403, code: 'QuotaExceeded' }), 'quota_exceeded'],
  ])('that Getty refuses fails free of charge: %#', async (error, code) => {
    await using world = await inProcessWorld();
    refuse(world, error);
    const job = await world.run(await redownload(world));
    expect(job).toMatchObject({ status: 'failed', error: { code }, billing: { state: 'not_charged', because: 'getty_refused' } });
    expect(world.getty.redownloads).toEqual([]);
  });

  test('waits with all downloads for the next day, and ends that pause', async () => {
    await using world = await inProcessWorld();
    refuse(world, new ThrottledError('x', { ...details, status: 429, limit: 'daily' }));
    const first = await redownload(world);
    await world.worker().pass({ id: first, run: 1 });
    expect(await world.record(first)).toMatchObject({ status: 'queued', reason: 'throttled', line: 'pause.daily' });
    const second = await redownload(world, { generated_asset_id: 'asset-2' });
    await world.worker().pass({ id: second, run: 1 });
    expect(await world.record(second)).toMatchObject({ status: 'queued', reason: 'throttled' });
    expect(await world.run(first)).toMatchObject({ status: 'succeeded' });
    expect((await world.store.overview.limits()).pauses).toEqual([]);
  });

  test('of one asset waits for another one of it', async () => {
    await using world = await inProcessWorld();
    const first = await redownload(world);
    const halted = world.worker(7); // after intend
    await halted.pass({ id: first, run: 1 });
    const second = await redownload(world, { size_name: '1k' });
    await world.worker().pass({ id: second, run: 1 });
    expect(await world.record(second)).toMatchObject({ status: 'queued', reason: 'capacity', line: 'asset.asset-1' });
    const other = await world.run(await redownload(world, { generated_asset_id: 'asset-2' }));
    expect(other.status).toBe('succeeded');
    await halted.goOn();
    expect(await world.run(second)).toMatchObject({ status: 'succeeded' });
    expect(world.getty.redownloads.map(({ size_name }) => size_name)).toEqual(['4k', '4k', '1k']);
  });
});

describe('a re-download without an answer', () => {
  test.each([
    ['lost', new UnknownOutcomeError('x', details)],
    ['a 409', new ConflictError('x', { ...details, status: 409 })],
  ])('is held at once: %s', async (_what, error) => {
    await using world = await inProcessWorld();
    refuse(world, error);
    const before = world.clock.now();
    const id = await redownload(world);
    const job = await world.run(id);
    expect(job).toMatchObject({ status: 'held', error: { code: 'outcome_unknown' }, billing: { state: 'unknown' }, slot: null });
    expect(world.clock.now()).toBe(before);
    expect(await world.eventTypes()).toEqual(['download.held']);
  });

  test('is sent again if its caller chose that, once the call can no longer be on its way', async () => {
    await using world = await inProcessWorld();
    loseAnswer(world);
    const before = world.clock.now();
    const job = await world.run(await redownload(world, { on_unknown: 'retry' }));
    expect(job).toMatchObject({ status: 'succeeded', attempts: 2, lostCalls: 1, billing: { state: 'charged' } });
    expect(job.calls.map(({ state }) => state)).toEqual(['unknown', 'charged']);
    expect(world.clock.now()).toBeGreaterThanOrEqual(before + ABSENT_MS);
    expect(world.getty.redownloads).toHaveLength(2);
  });

  test('cannot be adopted; it is given up, or sent again by a person', async () => {
    await using world = await inProcessWorld();
    loseAnswer(world);
    const id = await redownload(world);
    await world.run(id);
    const resolve = async (resolution: Parameters<typeof world.store.jobs.resolve>[1]) =>
      (await world.store.jobs.resolve(id, resolution, NEVER_ASKED)).outcome;
    expect(await resolve({ action: 'adopt' })).toBe('not_adoptable');
    expect(await resolve({ action: 'adopt', generation_request_id: 'g-1' })).toBe('not_adoptable');
    expect(await resolve({ action: 'retry' })).toBe('may_charge_again');
    expect(await resolve({ action: 'retry', confirm_cost: true })).toBe('restarted');
    expect(await world.run(id)).toMatchObject({ status: 'succeeded', run: 2, attempts: 2, billing: { state: 'charged' } });

    loseAnswer(world);
    const other = await redownload(world);
    await world.run(other);
    expect((await world.store.jobs.resolve(other, { action: 'fail' }, NEVER_ASKED)).outcome).toBe('ended');
    expect(await world.record(other)).toMatchObject({ status: 'failed', error: { code: 'given_up' }, billing: { state: 'unknown' } });
  });

  test('ends as canceled if somebody canceled it', async () => {
    await using world = await inProcessWorld();
    const id = await redownload(world, { on_unknown: 'retry' });
    await world.dies(id, 9); // after redownload
    await world.store.jobs.cancel(id, 'download');
    expect(await world.run(id)).toMatchObject({ status: 'canceled', billing: { state: 'unknown' } });
    expect(world.getty.redownloads).toHaveLength(1);
  });
});

describe('a late answer to a re-download', () => {
  test('ends the held job as it would have ended', async () => {
    await using world = await inProcessWorld();
    const id = await redownload(world);
    const slow = world.worker(9); // after redownload
    await slow.pass({ id, run: 1 });
    expect(await world.run(id)).toMatchObject({ status: 'held' });
    await slow.goOn();
    expect(await world.record(id)).toMatchObject({
      status: 'succeeded',
      result: { url: 'https://file.test/0' },
      billing: { state: 'charged' },
    });
    expect(await world.eventTypes()).toEqual(['download.held', 'download.succeeded']);
  });

  test('ends a job that was about to be sent again', async () => {
    await using world = await inProcessWorld();
    const id = await redownload(world);
    const slow = world.worker(9);
    await slow.pass({ id, run: 1 });
    await world.run(id);
    await world.store.jobs.resolve(id, { action: 'retry', confirm_cost: true }, NEVER_ASKED);
    await slow.goOn();
    expect(await world.record(id)).toMatchObject({ status: 'succeeded', attempts: 1 });
    expect(world.getty.redownloads).toHaveLength(1);
  });

  test('of a canceled job settles its bill, and a retry pays again: nothing can be polled', async () => {
    await using world = await inProcessWorld();
    const id = await redownload(world);
    const slow = world.worker(9);
    await slow.pass({ id, run: 1 });
    await world.run(id);
    await world.store.jobs.cancel(id, 'download');
    await slow.goOn();
    expect(await world.record(id)).toMatchObject({ status: 'canceled', billing: { state: 'charged' } });
    expect((await world.store.jobs.retry(id, { confirmCost: false })).outcome).toBe('may_charge_again');
    expect((await world.store.jobs.retry(id, { confirmCost: true })).outcome).toBe('restarted');
    expect(await world.run(id)).toMatchObject({ status: 'succeeded', run: 2 });
    expect(world.getty.redownloads).toHaveLength(2);
  });
});

describe('after Redis has lost its last writes', () => {
  test('an unsent re-download is held, since nothing shows whether it was sent', async () => {
    await using world = await inProcessWorld();
    const id = await redownload(world);
    await world.loseWrites();
    expect(await world.run(id)).toMatchObject({
      status: 'held',
      attempts: 0,
      error: { code: 'outcome_unknown' },
      billing: { state: 'unknown' },
    });
    expect(world.getty.redownloads).toEqual([]);
    await world.store.jobs.resolve(id, { action: 'retry', confirm_cost: true }, NEVER_ASKED);
    expect(await world.run(id)).toMatchObject({ status: 'succeeded', run: 2 });
  });

  test('one whose caller chose to send again is sent when a lost call can no longer be on its way', async () => {
    await using world = await inProcessWorld();
    const id = await redownload(world, { on_unknown: 'retry' });
    await world.loseWrites();
    const before = world.clock.now();
    expect(await world.run(id)).toMatchObject({ status: 'succeeded', attempts: 1 });
    expect(world.clock.now()).toBeGreaterThanOrEqual(before + ABSENT_MS);
  });

  test('a person’s decision to send again covers calls that were lost before it', async () => {
    await using world = await inProcessWorld();
    loseAnswer(world);
    const id = await redownload(world);
    await world.run(id);
    await world.loseWrites();
    await world.run(await redownload(world, { generated_asset_id: 'asset-2' })); // notices the loss
    await world.clock.sleep(1);
    await world.store.jobs.resolve(id, { action: 'retry', confirm_cost: true }, NEVER_ASKED);
    expect(await world.run(id)).toMatchObject({ status: 'succeeded', run: 2 });
  });

  test('one that was accepted later is sent', async () => {
    await using world = await inProcessWorld();
    await world.loseWrites();
    await world.run(await redownload(world, { generated_asset_id: 'asset-2' }));
    await world.clock.sleep(120_000);
    expect(await world.run(await redownload(world))).toMatchObject({ status: 'succeeded' });
  });
});
