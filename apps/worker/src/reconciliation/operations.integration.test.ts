import type { GenerationRequest } from '@darkroom/contracts';
import { expect, test } from '@jest/globals';

import { foundIn, historyWorld } from '../test/history-world.ts';

const IMAGE = { generation_request_id: 'g-source', index: 1 };
const asked = (request: object) => request as Partial<GenerationRequest>;

const REFINE = asked({ operation: 'refine', prompt: 'a hat', source: IMAGE });
const VARIATION = asked({ operation: 'variation', prompt: undefined, source: IMAGE });
const REPLACEMENT = asked({ operation: 'background_replacement', prompt: 'a beach', source: IMAGE });
const CUT_OUT = asked({ operation: 'background_removal', prompt: undefined, source: { asset_id: 'a-1' } });
const BARE_BACKGROUND = asked({ operation: 'background_generation', prompt: undefined, source: { file_id: 'f-1' } });

test('operations are matched with the entries of their types', async () => {
  await using world = await historyWorld();
  await world.made(REFINE, { entry: { generation_type: 'refine', source: IMAGE } });
  await world.made(VARIATION, { entry: { generation_type: 'variation', source: IMAGE, prompt: 'the prompt of the source' } });
  await world.made(CUT_OUT, { entry: { generation_type: 'background_removal', original_asset_id: 'a-1', prompt: null } });
  await world.made(REPLACEMENT, { entry: { generation_type: 'background_generation', source: IMAGE } });
  const wrong = await world.made(REFINE, { entry: { generation_type: 'extend', source: IMAGE } });
  const found = await world.reconcile();
  expect(found.counts).toEqual({ matched: 4, ours_only: 0, getty_only: 0, different: 1 });
  expect(foundIn(found)).toEqual([`different ${wrong.gettyId} ${wrong.id} operation`]);
});

test('a call without an outcome and without a mark is matched by operation, source, prompt and time', async () => {
  await using world = await historyWorld();
  const held: { id: string }[] = [];
  for (const request of [REFINE, VARIATION, CUT_OUT]) held.push(await world.held(request));
  const own = [
    world.list({ generation_type: 'refine', source: IMAGE, prompt: 'a hat' }),
    world.list({ generation_type: 'variation', source: IMAGE, prompt: 'the prompt of the source' }),
    world.list({ generation_type: 'background_removal', original_asset_id: 'a-1', prompt: null }),
  ];
  const decoys = [
    world.list({ generation_type: 'extend', source: IMAGE, prompt: 'a hat' }),
    world.list({ generation_type: 'refine', source: { ...IMAGE, index: 2 }, prompt: 'a hat' }),
    world.list({ generation_type: 'object_removal', source: IMAGE, prompt: null }),
    world.list({ generation_type: 'background_removal', original_asset_id: 'a-2', prompt: null }),
    world.list({ generation_type: 'text_to_image', prompt: 'a hat' }),
  ];
  const found = foundIn(await world.reconcile());
  const expected = own.map((id, at) => `different ${id} ${held[at]!.id} generation_request_id billing`);
  expect(found).toEqual([...expected, ...decoys.map((id) => `getty_only ${id} `)].toSorted());
});

test('a call of which the history shows neither prompt nor source explains no entry', async () => {
  await using world = await historyWorld();
  const held = await world.held(BARE_BACKGROUND);
  const other = world.list({ generation_type: 'background_generation', prompt: null });
  expect(foundIn(await world.reconcile())).toEqual([`getty_only ${other} `, `ours_only  ${held.id}`].toSorted());
});

test('a tenant sees entries of its operation on its image, and no prompt of others', async () => {
  await using world = await historyWorld();
  await world.held(REFINE);
  const mine = world.list({ generation_type: 'refine', source: IMAGE, prompt: 'a hat' });
  world.list({ generation_type: 'refine', source: IMAGE, prompt: 'a secret' });
  world.list({ generation_type: 'refine', source: { ...IMAGE, generation_request_id: 'g-other' }, prompt: 'a hat' });
  const found = await world.reconcile('acme');
  expect(found.differences.map(({ generation_request_id: id }) => id)).toEqual([mine]);
});
