import { Prices } from '@darkroom/contracts';
import { TerminalError } from '@darkroom/getty';
import { describe, expect, test } from '@jest/globals';

import { reconcileNext } from './reconcile.ts';
import { foundIn, historyWorld } from '../test/history-world.ts';

const PRICES = Prices.parse('{"currency":"USD","generation":"0.12"}');
/** Few jobs fill several pages. */
const SMALL = { pageSize: 10, mostEntries: 100_000, mostAsked: 5 };

describe('a reconciliation', () => {
  test('counts what both sides have, and what only one has', async () => {
    await using world = await historyWorld({ prices: PRICES });
    for (let job = 0; job < 5; job++) await world.made({ prompt: `fox ${job}` });
    const lost = await world.made({ prompt: 'a lost fox' }, { lost: true });
    const foreign = [world.list({ prompt: 'theirs' }), world.list({ prompt: 'theirs too', notes: 'campaign' })];
    const found = await world.reconcile();
    expect(found).toMatchObject({
      status: 'completed',
      scope: 'company',
      counts: { matched: 5, ours_only: 1, getty_only: 2, different: 0 },
      cost_difference: '0.12',
      currency: 'USD',
      differences_omitted: 0,
      progress: { step: 'done', entries: 7, jobs: 6 },
    });
    expect(foundIn(found)).toEqual([...foreign.map((id) => `getty_only ${id} `).toSorted(), `ours_only ${lost.gettyId} ${lost.id}`]);
    expect((await world.keys()).filter((key) => /^reconciliation-(work|seen|strays|unseen|views)|^reconciliations-open/.test(key))).toEqual(
      [],
    );
  });

  test('counts a job with the price of its acceptance, and the rest with that of today', async () => {
    await using world = await historyWorld({ prices: PRICES });
    await world.made({ prompt: 'lost' }, { lost: true, price: 500_000 });
    world.list({ prompt: 'theirs' });
    expect(await world.reconcile()).toMatchObject({ cost_difference: '-0.38', differences: [{ cost: '0.12' }, { cost: '0.5' }] });
  });

  test('has no cost where a price is missing', async () => {
    await using world = await historyWorld({ prices: Prices.parse('{"currency":"EUR","generation.refine":"0.30"}') });
    world.list({ prompt: 'theirs', generation_type: 'refine' });
    expect(await world.reconcile()).toMatchObject({ cost_difference: '0.3', currency: 'EUR' });
    world.list({ prompt: 'theirs' });
    const found = await world.reconcile();
    expect(found).toMatchObject({ cost_difference: null, counts: { getty_only: 2 } });
    expect(found.differences.map(({ cost }) => String(cost)).toSorted()).toEqual(['0.3', 'null']);
  });

  test('names the fields that differ', async () => {
    await using world = await historyWorld();
    const prompt = await world.made({ prompt: 'a fox' }, { entry: { prompt: 'a bear' } });
    const product = await world.made({ product_id: 7 }, { entry: { product_id: 8 } });
    const code = await world.made({ project_code: 'A' }, { entry: { project_code: 'B' } });
    const type = await world.made({}, { entry: { generation_type: 'refine' } });
    await world.made({ prompt: ' a fox\u0301 ' }, { entry: { prompt: 'a fox\u0301', product_id: null, generation_type: 'something_new' } });
    const found = await world.reconcile();
    expect(found.counts).toEqual({ matched: 1, ours_only: 0, getty_only: 0, different: 4 });
    expect(foundIn(found)).toEqual(
      [
        `different ${prompt.gettyId} ${prompt.id} prompt`,
        `different ${product.gettyId} ${product.id} product_id`,
        `different ${code.gettyId} ${code.id} project_code`,
        `different ${type.gettyId} ${type.id} operation`,
      ].toSorted(),
    );
    expect(found.cost_difference).toBeNull();
  });

  test('matches by id, then by the mark, then by prompt, product and time', async () => {
    await using world = await historyWorld({ prices: PRICES });
    await world.made({}, { entry: { notes: null } });
    const renamed = await world.made({ prompt: 'renamed' }, { lost: true });
    const other = world.list({ prompt: 'renamed', notes: `x ${renamed.mark}`, at: renamed.at });
    const marked = await world.held({ prompt: 'marked' });
    const byMark = world.list({ prompt: 'marked', notes: marked.mark, at: marked.at });
    const unmarked = await world.held({ prompt: 'unmarked', product_id: 7 });
    const byLook = world.list({ prompt: 'unmarked', product_id: 7, at: unmarked.at + 3_000 });
    const wrong = world.list({ prompt: 'unmarked', product_id: 8, at: unmarked.at + 3_000 });
    world.goOn(10_000);
    const found = await world.reconcile();
    expect(foundIn(found)).toEqual(
      [
        `different ${other} ${renamed.id} generation_request_id`,
        `different ${byMark} ${marked.id} generation_request_id billing`,
        `different ${byLook} ${unmarked.id} generation_request_id billing`,
        `getty_only ${wrong} `,
      ].toSorted(),
    );
    expect(found.counts.matched).toBe(1);
    expect(found.cost_difference).toBe('0.36');
  });

  test('reports a call of ours that was charged although it counts as free, and a second generation under one mark', async () => {
    await using world = await historyWorld();
    const free = await world.paid({
      status: 'failed',
      set: { error: { code: 'getty_refused', message: 'no', getty: null } },
      billing: { state: 'not_charged', because: 'getty_refused' },
    });
    const charged = world.list({ notes: free.mark });
    const job = await world.made();
    const twice = world.list({ notes: job.mark });
    const found = await world.reconcile();
    expect(foundIn(found)).toEqual(
      [`different ${charged} ${free.id} generation_request_id billing`, `getty_only ${twice} ${job.id}`].toSorted(),
    );
  });

  test('does not count jobs that still wait, calls under way, or what was never sent', async () => {
    await using world = await historyWorld();
    await world.paid({
      status: 'waiting',
      set: { getty_id: 'g-1', accepted_at: world.clock.now() },
      billing: { state: 'charged', because: 'getty_accepted' },
    });
    const id = await world.accept({ prompt: 'on its way' }, 'acme');
    const pass = await world.store.passes.begin(id, 1);
    if (typeof pass === 'string') throw new Error(pass);
    await world.store.passes.intend(pass, 'generate');
    world.list({ prompt: 'on its way' });
    await world.accept({}, 'acme');
    expect(await world.reconcile()).toMatchObject({ counts: { matched: 0, ours_only: 0, getty_only: 0, different: 0 } });
  });

  test('waits for entries that may still arrive, and no longer', async () => {
    await using world = await historyWorld({ settleMs: 60_000 });
    const { gettyId, mark } = await world.made({}, { lost: true });
    const gone = await world.made({}, { lost: true });
    const id = await world.start();
    const before = world.clock.now();
    await reconcileNext(world.deps());
    expect(await world.get(id)).toMatchObject({ status: 'running', progress: { step: 'checking', resume_at: expect.any(String) } });
    world.list({ generation_request_id: gettyId, notes: mark });
    const found = await world.run(id);
    expect(found.counts).toEqual({ matched: 1, ours_only: 1, getty_only: 0, different: 0 });
    expect(foundIn(found)).toEqual([`ours_only ${gone.gettyId} ${gone.id}`]);
    expect(world.clock.now() - before).toBeLessThan(80_000);
  });

  test('counts an entry and a call at the edge of two windows once, in the window of the call', async () => {
    await using world = await historyWorld();
    const edge = world.clock.now() + 500;
    await world.made({}, { entry: { at: edge + 20_000 } });
    await world.made({}, { entry: { at: edge - 20_000 } });
    const first = await world.reconcile(null, { to: edge });
    const second = await world.reconcile(null, { from: edge });
    expect([first.counts, second.counts]).toEqual([
      { matched: 1, ours_only: 0, getty_only: 0, different: 0 },
      { matched: 1, ours_only: 0, getty_only: 0, different: 0 },
    ]);
  });
});

describe('an absurd history', () => {
  test('with duplicates, other dates, and entries without date or id is compared as far as it makes sense', async () => {
    await using world = await historyWorld();
    const job = await world.made();
    world.entries.push(world.entries[0]!);
    const undated = world.list();
    world.entries[0]!.generation_date = null;
    const lost = await world.made({}, { lost: true });
    world.onRead((_query, page) => ({
      ...page,
      generations: [
        ...page.generations,
        { ...world.entries[1]!, generation_request_id: 'years-ago', generation_date: '2019-01-01T00:00:00Z', notes: null },
      ],
      unreadable: page.entryCount > 0 ? [{ notes: lost.mark }, { notes: null }] : [],
    }));
    const found = await world.reconcile();
    expect(foundIn(found)).toEqual([`getty_only ${undated} `]);
    expect(found.not_compared).toBe(2);
    expect(found.counts.matched).toBeGreaterThanOrEqual(1);
    expect(job.gettyId).toBeDefined();
  });

  test('that is shown again and again has an end', async () => {
    await using world = await historyWorld();
    await world.made();
    world.onRead((_query, page) => (page.entryCount > 0 ? page : { ...page, entryCount: 1, generations: [...world.entries] }));
    expect(await world.reconcile()).toMatchObject({ counts: { matched: 1, ours_only: 0, getty_only: 0, different: 0 } });
  });

  test('whose pages shift while they are read loses nothing and counts nothing twice', async () => {
    await using world = await historyWorld({ limits: SMALL });
    for (let job = 0; job < 25; job++) await world.made({ prompt: `fox ${job}` });
    let reads = 0;
    world.onRead((_query, page) => {
      reads++;
      // One entry appears, and later three disappear, in front of what is read next.
      if (reads === 1) world.list({ prompt: 'late', at: world.clock.now() - 1_000 });
      if (reads === 2) world.entries.splice(0, 4);
      return page;
    });
    world.onReadItem(async (id) => {
      throw new TerminalError(`not this edition: ${id}`, { call: 'history_item', status: 400 });
    });
    const found = await world.reconcile();
    // The three that disappeared were on the first page; two slipped to a page that was read already, and could not be asked for by id.
    expect(found.counts.matched + found.counts.ours_only).toBe(25);
    expect(found.counts.getty_only).toBe(0);
    expect(found.counts.ours_only).toBeLessThanOrEqual(4);
  });

  test('that skips entries between two pages is completed by asking for them', async () => {
    await using world = await historyWorld({ limits: SMALL });
    for (let job = 0; job < 15; job++) await world.made({ prompt: `fox ${job}` });
    world.onRead((query, page) => (query.page === 1 ? { ...page, generations: page.generations.slice(3), entryCount: 7 } : page));
    expect(await world.reconcile()).toMatchObject({ counts: { matched: 15, ours_only: 0, getty_only: 0, different: 0 } });
  });

  test('that first shows almost nothing is read a second time', async () => {
    await using world = await historyWorld({ limits: SMALL });
    for (let job = 0; job < 12; job++) await world.made({ prompt: `fox ${job}` });
    let isBlind = true;
    world.onRead((_query, page) => (isBlind ? { ...page, entryCount: 0, generations: [] } : page));
    const id = await world.start();
    await reconcileNext(world.deps());
    isBlind = false;
    expect(await world.run(id)).toMatchObject({ counts: { matched: 12, ours_only: 0, getty_only: 0, different: 0 } });
  });

  test('with more than anybody may compare ends with an error', async () => {
    await using world = await historyWorld();
    let n = 0;
    world.onRead((_query, page) => ({
      ...page,
      entryCount: 200,
      generations: Array.from({ length: 200 }, () => ({
        ...template(),
        generation_request_id: `g-${n++}`,
        generation_date: new Date(world.clock.now()).toISOString(),
      })),
    }));
    const found = await world.run(await world.start(), { limits: { ...SMALL, mostEntries: 1_000 } });
    expect(found).toMatchObject({ status: 'failed', error: { code: 'too_many_entries' } });
    expect((await world.keys()).filter((key) => /^reconciliation-(work|seen|strays|unseen)/.test(key))).toEqual([]);
  });
});

function template() {
  return {
    notes: null,
    prompt: 'x',
    project_code: null,
    product_id: null,
    generation_type: null,
    source: null,
    original_asset_id: null,
    images: [],
  };
}
