import { RetryableError, TerminalError, ThrottledError } from '@darkroom/getty';
import { describe, expect, test } from '@jest/globals';

import { historyWorld } from '../test/history-world.ts';
import { reconcileNext } from './reconcile.ts';

/** Few jobs fill several pages. */
const SMALL = { pageSize: 10, mostEntries: 100_000, mostAsked: 5 };
const away = () => new RetryableError('away', { call: 'history', status: 503 });

describe("Getty's refusals", () => {
  test('of the company history narrow the scope', async () => {
    await using world = await historyWorld();
    await world.made();
    world.onRead((query, page) => {
      if (query.company) throw new TerminalError('no', { call: 'history', status: 403 });
      return page;
    });
    expect(await world.reconcile()).toMatchObject({ scope: 'user', counts: { matched: 1 } });
    expect(world.asked.map(({ company }) => company)).toEqual([true, false, false]);
  });

  test('of the company history in the middle begin it anew with the user’s own', async () => {
    await using world = await historyWorld({ limits: SMALL });
    for (let job = 0; job < 15; job++) await world.made({ prompt: `fox ${job}` });
    const colleague = world.list({ prompt: 'of a colleague' });
    world.onRead((query, page) => {
      if (query.company && query.page === 2) throw new TerminalError('no more', { call: 'history', status: 403 });
      return query.company ? page : { ...page, generations: page.generations.filter((entry) => entry.generation_request_id !== colleague) };
    });
    expect(await world.reconcile()).toMatchObject({ scope: 'user', counts: { matched: 15, ours_only: 0, getty_only: 0, different: 0 } });
  });

  test('of a page behind the last one are the end of the history', async () => {
    await using world = await historyWorld({ limits: SMALL });
    for (let job = 0; job < 15; job++) await world.made({ prompt: `fox ${job}` });
    world.onRead((query, page) => {
      if (query.page === 3) throw new TerminalError('no such page', { call: 'history', status: 400 });
      return page;
    });
    expect(await world.reconcile()).toMatchObject({ status: 'completed', scope: 'company', counts: { matched: 15, ours_only: 0 } });
  });

  test('of the company history at the second reading begin it anew, and our records are compared again', async () => {
    await using world = await historyWorld({ limits: SMALL });
    for (let job = 0; job < 12; job++) await world.made({ prompt: `fox ${job}` }, { lost: job < 8 });
    let reads = 0;
    world.onRead((query, page) => {
      if (query.page === 1) reads++;
      if (query.company && reads > 1) throw new TerminalError('no more', { call: 'history', status: 403 });
      return page;
    });
    expect(await world.reconcile()).toMatchObject({ scope: 'user', counts: { matched: 4, ours_only: 8, getty_only: 0, different: 0 } });
  });

  test('of the whole history end it with a reason', async () => {
    await using world = await historyWorld();
    world.onRead(() => {
      throw new TerminalError('Getty says: a secret prompt', {
        call: 'history',
        status: 403,
        code: 'NotAuthorized',
        body: 'a secret prompt',
      });
    });
    const found = await world.reconcile();
    expect(found).toMatchObject({
      status: 'failed',
      error: { code: 'getty_refused', message: 'Getty answered 403 NotAuthorized when its history was read' },
    });
  });

  test('for an hour are waited out, and it goes on where it stood', async () => {
    await using world = await historyWorld({ limits: SMALL });
    for (let job = 0; job < 15; job++) await world.made({ prompt: `fox ${job}` });
    const awayUntil = world.clock.now() + 3_600_000;
    world.onRead((query, page) => {
      if (query.page === 2 && world.clock.now() < awayUntil) throw away();
      return page;
    });
    expect(await world.reconcile()).toMatchObject({ status: 'completed', counts: { matched: 15 } });
    expect(world.asked.filter(({ page }) => page === 1)).toHaveLength(1);
    expect(world.asked.length).toBeLessThan(40);
  });

  test('for too many queries are obeyed', async () => {
    await using world = await historyWorld();
    await world.made();
    let refused = false;
    world.onRead((_query, page) => {
      if (refused) return page;
      refused = true;
      throw new ThrottledError('slow down', { call: 'history', status: 429, limit: 'queries', retryAfterMs: 30_000 });
    });
    const before = world.clock.now();
    expect(await world.reconcile()).toMatchObject({ status: 'completed' });
    expect(world.clock.now() - before).toBeGreaterThanOrEqual(30_000);
  });

  test('for days end it', async () => {
    await using world = await historyWorld();
    world.onRead(() => {
      throw away();
    });
    const id = await world.start();
    await reconcileNext(world.deps());
    expect(await world.get(id)).toMatchObject({ status: 'running' });
    world.goOn(3 * 86_400_000);
    expect(await world.run(id)).toMatchObject({
      status: 'failed',
      error: { code: 'getty_unavailable', message: 'Getty answered 503 when its history was read' },
    });
  });
});
