import { createHash } from 'node:crypto';

import { describe, expect, test } from '@jest/globals';

import { lookOf, looksDifferent, looksLike, looksOf, soughtBy, type Asked, type HistoryLook } from './look.ts';

const IMAGE = { generation_request_id: 'g1', index: 2 };
const ofImage = (operation: string, more: object = {}): Asked => ({
  request: { operation, source: { job_id: 'job_1', index: 2 }, ...more },
  sourceId: 'g1',
});
const asked = (request: object): Asked => ({ request, sourceId: null });

const GENERATE = asked({ prompt: 'a fox' });
const REFINE = ofImage('refine', { prompt: 'a fox' });
const VARIATION = ofImage('variation');
const REPLACEMENT = ofImage('background_replacement', { prompt: 'a fox' });
const ONE_COLOUR = ofImage('background_replacement', { background_color: '#fff' });
const REFINED_ASSET = asked({ operation: 'refine', prompt: 'a fox', source: { asset_id: 'a1' } });
const CUT_OUT_ASSET = asked({ operation: 'background_removal', source: { asset_id: 'a1' } });
const BACKGROUND = asked({ operation: 'background_generation', prompt: 'a fox', source: { file_id: 'f1' } });
const BARE_BACKGROUND = asked({
  operation: 'background_generation',
  source: { file_id: 'f1' },
  background_reference_generation: IMAGE,
});

function entry(more: Partial<HistoryLook> = {}): HistoryLook {
  return { prompt: 'a fox', product_id: 1, generation_type: null, source: null, original_asset_id: null, ...more };
}
const refined = entry({ generation_type: 'refine', source: IMAGE });

describe('an entry looks like a request', () => {
  test.each<[string, Asked, HistoryLook]>([
    ['of the same prompt', GENERATE, entry({ generation_type: 'text_to_image' })],
    ['without a type', GENERATE, entry()],
    ['of its operation, source and prompt', REFINE, refined],
    ['without a type, with its source', REFINE, entry({ source: IMAGE })],
    ['by the id of its generation', { ...REFINE, request: { ...REFINE.request, source: IMAGE }, sourceId: null }, refined],
    ['of its source, with the prompt of that', VARIATION, entry({ generation_type: 'variation', source: IMAGE, prompt: 'theirs' })],
    ['of an undocumented type', REPLACEMENT, entry({ generation_type: 'background_generation', source: IMAGE })],
    ['of its asset', REFINED_ASSET, entry({ generation_type: 'refine', original_asset_id: 'a1' })],
    [
      'of its asset, without a prompt',
      CUT_OUT_ASSET,
      entry({ generation_type: 'background_removal', original_asset_id: 'a1', prompt: '' }),
    ],
    ['of some file', BACKGROUND, entry({ generation_type: 'background_generation' })],
    ['with its background', BARE_BACKGROUND, entry({ generation_type: 'background_generation', prompt: null, source: IMAGE })],
  ])('%s', (_what, one, shown) => {
    expect(looksLike(shown, one)).toBe(true);
    expect(looksDifferent(shown, one)).toBe(false);
    // So a call that may have made it blocks its adoption by others.
    expect(looksOf(shown)).toContain(lookOf(one));
  });
});

describe('an entry does not look like a request', () => {
  test.each<[string, Asked, HistoryLook]>([
    ['of another operation', GENERATE, entry({ generation_type: 'refine' })],
    ['that is made from an image', GENERATE, entry({ source: IMAGE })],
    ['of another prompt', GENERATE, entry({ prompt: 'a bear' })],
    ['of another operation on the same image', REFINE, entry({ generation_type: 'extend', source: IMAGE })],
    ['of another image', REFINE, entry({ generation_type: 'refine', source: { ...IMAGE, index: 1 } })],
    ['of another generation', REFINE, entry({ generation_type: 'refine', source: { ...IMAGE, generation_request_id: 'g2' } })],
    ['of an image whose number is not shown', REFINE, entry({ generation_type: 'refine', source: { ...IMAGE, index: null } })],
    ['of the same image, with another prompt', REFINE, { ...refined, prompt: 'a bear' }],
    ['that refines the same image', REPLACEMENT, refined],
    ['that removes the background', ONE_COLOUR, entry({ generation_type: 'background_removal', source: IMAGE, prompt: null })],
    ['of another operation without a prompt', VARIATION, entry({ generation_type: 'background_removal', source: IMAGE, prompt: null })],
    ['of another asset', REFINED_ASSET, entry({ generation_type: 'refine', original_asset_id: 'a2' })],
    ['with a prompt of others', CUT_OUT_ASSET, entry({ generation_type: 'background_removal', original_asset_id: 'a1' })],
    ['with a prompt of others, of some file', BARE_BACKGROUND, entry({ generation_type: 'background_generation' })],
    ['of some file, without a type', BARE_BACKGROUND, entry({ prompt: null })],
    ['of another product', asked({ prompt: 'a fox', product_id: 7 }), entry()],
  ])('%s', (_what, one, shown) => {
    expect(looksLike(shown, one)).toBe(false);
  });

  test.each<[string, Asked, HistoryLook]>([
    ['that shows no source', REFINE, entry({ generation_type: 'refine' })],
    ['that shows no prompt', REFINE, { ...refined, prompt: null }],
  ])('%s, but a person may adopt it', (_what, one, shown) => {
    expect(looksLike(shown, one)).toBe(false);
    expect(looksDifferent(shown, one)).toBe(false);
  });
});

test.each<[string, Asked, HistoryLook]>([
  ['operation', REFINE, entry({ generation_type: 'extend', source: IMAGE })],
  ['source', REFINE, entry({ generation_type: 'refine', source: { ...IMAGE, index: 1 } })],
  ['source, where there is none', GENERATE, entry({ source: IMAGE })],
  ['asset', REFINED_ASSET, entry({ original_asset_id: 'a2' })],
  ['prompt', REFINE, { ...refined, prompt: 'a bear' }],
  ['product', asked({ prompt: 'a fox', product_id: 7 }), entry()],
])('an entry of another %s is different', (_what, one, shown) => {
  expect(looksDifferent(shown, one)).toBe(true);
});

test('a background replacement may have any type once a person has found it', () => {
  expect(looksDifferent(refined, REPLACEMENT)).toBe(false);
});

test('the look of a generation is what the previous version wrote', () => {
  expect(lookOf(GENERATE)).toBe(createHash('sha1').update('a fox').digest('base64url'));
});

describe('the looks of an entry', () => {
  const extend = ofImage('extend', { prompt: 'a fox' });
  const onImage = [REFINE, extend, REPLACEMENT, VARIATION, ONE_COLOUR];
  const mayHaveMade = (shown: HistoryLook) => onImage.filter((one) => looksOf(shown).includes(lookOf(one)));

  test('are those of its operation, and of background replacements, which may have any type', () => {
    expect(mayHaveMade(refined)).toEqual([REFINE, REPLACEMENT, ONE_COLOUR]);
    expect(mayHaveMade(entry({ generation_type: 'variation', source: IMAGE }))).toEqual([REPLACEMENT, VARIATION, ONE_COLOUR]);
  });

  test('are those of all operations on its image where Getty leaves the type out', () => {
    expect(mayHaveMade(entry({ source: IMAGE }))).toEqual(onImage);
    expect(mayHaveMade(entry({ source: { ...IMAGE, index: 3 } }))).toEqual([]);
  });

  test('differ from call to call', () => {
    const all = [GENERATE, ...onImage, REFINED_ASSET, CUT_OUT_ASSET, BACKGROUND, BARE_BACKGROUND, { ...REFINE, sourceId: 'g2' }];
    expect(new Set(all.map(lookOf)).size).toBe(all.length);
  });
});

test('what shows neither its prompt nor its source is sought by nothing', () => {
  expect(soughtBy(BARE_BACKGROUND)).toBeNull();
  expect(soughtBy(VARIATION)).toEqual({ source: 'generation g1 2' });
  expect(soughtBy(BACKGROUND)).toEqual({ look: lookOf(GENERATE) });
});
