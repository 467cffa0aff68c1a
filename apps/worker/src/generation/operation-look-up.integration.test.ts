import type { HistoryItem } from '@darkroom/getty';
import { describe, expect, test } from '@jest/globals';

import { inProcessWorld, type InProcessWorld } from '../test/in-process-world.ts';

const IMAGE = { generation_request_id: 'g-source', index: 1 };
const OTHER_IMAGE = { generation_request_id: 'g-source', index: 2 };
const AFTER_CALL = 9;
const BEFORE_CALL = 8;

const REFINE = { operation: 'refine', prompt: 'a hat', source: IMAGE };
const VARIATION = { operation: 'variation', source: IMAGE };
const REPLACEMENT = { operation: 'background_replacement', prompt: 'a hat', source: IMAGE };
const CUT_OUT = { operation: 'background_removal', source: { asset_id: 'a-1' } };
const BACKGROUND = { operation: 'background_generation', prompt: 'a hat', source: { file_id: 'f-1' } };
const BARE_BACKGROUND = { operation: 'background_generation', source: { file_id: 'f-1' } };
const GENERATE = { prompt: 'a hat' };

/** Entries of others on the same image, with the same prompt, and on what else the jobs below are made from. */
const DECOYS: Partial<HistoryItem>[] = [
  { generation_type: 'extend', source: IMAGE, prompt: 'a hat' },
  { generation_type: 'influence_composition_by_image', source: IMAGE, prompt: 'a hat' },
  { generation_type: 'object_removal', source: IMAGE, prompt: null },
  { generation_type: 'refine', source: OTHER_IMAGE, prompt: 'a hat' },
  { generation_type: 'variation', source: OTHER_IMAGE, prompt: null },
  { generation_type: 'refine', source: IMAGE, prompt: 'a cap' },
  { generation_type: 'background_replacement', source: OTHER_IMAGE, prompt: 'a hat' },
  { generation_type: 'background_removal', original_asset_id: 'a-2', prompt: null },
  { generation_type: 'object_removal', original_asset_id: 'a-1', prompt: null },
  { generation_type: 'background_generation', source: null, prompt: 'a cap' },
  { generation_type: 'text_to_image', prompt: 'a cap' },
  { generation_type: 'influence_color_by_image', source: null, prompt: 'a cap' },
];

/** A job whose call was made, and whose worker died before the answer. */
async function lost(world: InProcessWorld, request: object, tenant = 'acme'): Promise<{ id: string; made: string }> {
  const id = await world.submit('generation', request, { tenant });
  await world.dies(id, AFTER_CALL);
  return { id, made: world.getty.made.at(-1)!.id };
}

const ALL: [name: string, request: object][] = [
  ['generate', GENERATE],
  ['refine', REFINE],
  ['variation', VARIATION],
  ['background replacement', REPLACEMENT],
  ['background removal of an asset', CUT_OUT],
  ['background generation', BACKGROUND],
];

describe.each(['append', 'off'] as const)('with notes %s', (notes) => {
  test.each(ALL)('a lost %s is found among other operations on the same image', async (_name, request) => {
    await using world = await inProcessWorld({ notes });
    for (const decoy of DECOYS) world.getty.list(decoy);
    const { id, made } = await lost(world, request);
    for (const decoy of DECOYS) world.getty.list(decoy);
    expect(await world.run(id)).toMatchObject({
      status: 'succeeded',
      gettyId: made,
      attempts: 1,
      billing: { because: 'found_in_history' },
    });
  });

  test.each(ALL)('a %s that was never sent takes none of them', async (_name, request) => {
    await using world = await inProcessWorld({ notes });
    const id = await world.submit('generation', request);
    await world.dies(id, BEFORE_CALL);
    for (const decoy of DECOYS) world.getty.list(decoy);
    expect(await world.run(id)).toMatchObject({ status: 'held', gettyId: null, billing: { state: 'unknown' } });
  });

  test('operations on one image with one prompt, all lost, take only their own', async () => {
    await using world = await inProcessWorld({ notes });
    const jobs = [];
    for (const request of [REFINE, REPLACEMENT, VARIATION, { ...REFINE, source: OTHER_IMAGE }, GENERATE])
      jobs.push(await lost(world, request));
    const ends = [];
    for (const { id, made } of jobs) {
      const { status, gettyId } = await world.run(id);
      ends.push({ id, isRight: gettyId === made || (notes === 'off' && status === 'held' && gettyId === null) });
    }
    expect(ends.filter(({ isRight }) => !isRight)).toEqual([]);
    expect(world.getty.made).toHaveLength(jobs.length);
  });
});

describe('without marks', () => {
  test('an entry that another call may have made is taken by neither', async () => {
    await using world = await inProcessWorld({ notes: 'off' });
    const first = await lost(world, REFINE);
    const second = await lost(world, REFINE, 'beta');
    for (const { id } of [first, second]) expect(await world.run(id)).toMatchObject({ status: 'held', gettyId: null });
  });

  test('one of an unknown type is not taken while another operation on its image has no outcome', async () => {
    await using world = await inProcessWorld({ notes: 'off' });
    const refine = await world.submit('generation', REFINE);
    await world.dies(refine, BEFORE_CALL);
    const replacement = await lost(world, REPLACEMENT, 'beta');
    world.getty.made.at(-1)!.entry.generation_type = null;
    expect(await world.run(refine)).toMatchObject({ status: 'held', gettyId: null });
    expect(await world.run(replacement.id)).toMatchObject({ status: 'held', gettyId: null });
  });

  test.each([null, 'background_replacement', 'background_generation', 'something_new'])(
    'a background replacement is found by its source and prompt, as %s',
    async (type) => {
      await using world = await inProcessWorld({ notes: 'off' });
      const { id, made } = await lost(world, REPLACEMENT);
      world.getty.made.at(-1)!.entry.generation_type = type;
      expect(await world.run(id)).toMatchObject({ status: 'succeeded', gettyId: made });
    },
  );

  test('a call without a prompt is found beside an entry without a type, and that one afterwards', async () => {
    await using world = await inProcessWorld({ notes: 'off' });
    const variation = await lost(world, VARIATION);
    const replacement = await lost(world, REPLACEMENT);
    expect(await world.run(variation.id)).toMatchObject({ status: 'succeeded', gettyId: variation.made });
    expect(await world.run(replacement.id)).toMatchObject({ status: 'succeeded', gettyId: replacement.made });
  });

  test('a call of which the history shows neither prompt nor source is left to a person', async () => {
    await using world = await inProcessWorld({ notes: 'off' });
    const { id, made } = await lost(world, BARE_BACKGROUND);
    const job = await world.run(id);
    expect(job).toMatchObject({ status: 'held', gettyId: null });
    const entries = world.getty.made.map(({ entry }) => entry);
    const { data } = await world.store.findCandidates(job, entries, { showAll: false });
    expect(data).toMatchObject([{ generation_request_id: made, operation: 'background_generation', fit: 'likely', because: ['time'] }]);
  });
});

describe('candidates of a held operation', () => {
  test('are the entries of its operation and source, and the others only for an operator', async () => {
    await using world = await inProcessWorld({ notes: 'off' });
    const id = await world.submit('generation', REFINE);
    await world.dies(id, BEFORE_CALL);
    for (const decoy of DECOYS) world.getty.list(decoy);
    const job = await world.run(id);
    const found = world.getty.list({
      generation_type: 'refine',
      source: IMAGE,
      prompt: 'a hat',
      generation_date: new Date(job.intent!.at).toISOString(),
    });
    const entries = world.getty.made.map(({ entry }) => entry);
    const { data } = await world.store.findCandidates(job, entries, { showAll: false });
    expect(data).toMatchObject([
      { generation_request_id: found, operation: 'refine', fit: 'likely', because: ['prompt', 'source', 'time'] },
    ]);
    const all = await world.store.findCandidates(job, entries, { showAll: true });
    expect(all.data).toHaveLength(entries.length);
    expect(new Set(all.data.map(({ operation }) => operation))).toContain('extend');
  });

  test('of another operation or image are adopted only with confirmation', async () => {
    await using world = await inProcessWorld();
    for (const decoy of [DECOYS[0]!, DECOYS[3]!]) {
      const id = await world.submit('generation', REFINE);
      await world.dies(id, BEFORE_CALL);
      await world.run(id);
      const found = world.getty.list(decoy);
      const ask = async () => ({ known: true, item: world.getty.made.at(-1)!.entry });
      const adopt = async (more: object) =>
        (await world.store.jobs.resolve(id, { action: 'adopt', generation_request_id: found, ...more }, { ask })).outcome;
      expect(await adopt({})).toBe('looks_different');
      expect(await adopt({ confirm_mismatch: true })).toBe('restarted');
      expect(await world.run(id)).toMatchObject({ status: 'succeeded', gettyId: found });
    }
  });
});
