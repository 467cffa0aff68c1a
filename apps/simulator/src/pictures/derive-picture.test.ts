import { expect, test } from '@jest/globals';
import sharp from 'sharp';

import type { Operation } from '../requests/operation.ts';
import { derivePicture } from './derive-picture.ts';
import { pathOf, readPath } from './picture-path.ts';
import { pictureOf, type Picture } from './picture.ts';
import { renderPicture } from './render-picture.ts';

const SOURCE: Picture = { ...pictureOf({ prompt: 'a lighthouse', mood: 'warm' }), index: 2 };

const derive = (operation: Operation, request = {}, index = 0): Picture => ({ ...derivePicture(operation, request, SOURCE), index });

/** The colour in the upper left corner, and the mean of the whole picture. */
async function colorsOf(picture: Picture) {
  const image = sharp(await renderPicture(picture, 'comp'));
  const { channels } = await image.stats();
  const corner = await image.extract({ left: 4, top: 4, width: 1, height: 1 }).raw().toBuffer();
  return { corner: [...corner.subarray(0, 3)], means: channels.map(({ mean }) => mean) };
}

test('a derived picture has the mood, the palette and the kind of its source, and is another picture', async () => {
  const variation = derive('variation');
  expect(variation).toMatchObject({ mood: 'warm', look: { palette: `${SOURCE.key}-2`, kind: `${SOURCE.key}-2` } });
  expect(derive('refine', { prompt: 'a tower' }).look).toEqual(variation.look);
  expect(variation.key).not.toBe(derive('refine').key);
  const images = await Promise.all(
    [SOURCE, variation, { ...variation, index: 1 }].map(async (one) => (await renderPicture(one, 'comp')).toString('base64')),
  );
  expect(new Set(images).size).toBe(3);
});

test('what is derived from a derived picture still has the palette of the first', () => {
  const refined: Picture = { ...derivePicture('refine', { prompt: 'x' }, SOURCE), index: 1 };
  const removed = derivePicture('background_removal', {}, refined);
  expect(removed.look).toMatchObject({ palette: `${SOURCE.key}-2`, composition: `${refined.key}-1`, ground: 'checker' });
});

test('a removed background is a checkerboard, a replaced one has the colour', async () => {
  expect((await colorsOf(derive('background_removal'))).corner.every((value) => value > 190)).toBe(true);
  const { corner } = await colorsOf(derive('background_replacement', { background_color: '#ff8800' }));
  for (const [at, value] of [0xff, 0x88, 0x00].entries()) expect(Math.abs(corner[at]! - value)).toBeLessThan(12);
});

test('the images of one operation differ', async () => {
  for (const operation of ['influence_composition', 'background_replacement', 'influence_color'] as const) {
    const images = [0, 1, 2, 3].map(async (index) =>
      (await renderPicture(derive(operation, { prompt: 'x' }, index), 'comp')).toString('base64'),
    );
    expect(new Set(await Promise.all(images)).size).toBe(4);
  }
});

test('an extended picture is wider or higher', () => {
  expect(derive('extend', { left_percentage: 40, right_percentage: 40 }).aspectRatio).toBe('16:9');
  expect(derive('extend', { top_percentage: 35 }).aspectRatio).toBe('3:4');
});

test.each(['variation', 'background_removal', 'influence_color', 'influence_composition', 'background_replacement'] as const)(
  'the path of a picture made by %s has its whole input',
  (operation) => {
    const picture = derive(operation, { prompt: 'x' }, 3);
    expect(readPath(pathOf(picture, '1k'))).toEqual({ picture, size: '1k' });
  },
);
