import { createRandom, hashText, type Random } from '../random.ts';
import { drawIllustration } from './illustration.ts';
import { drawLandscape } from './landscape.ts';
import { choosePalette, type Palette } from './palette.ts';
import { dimensionsOf, type Picture } from './picture.ts';

/** What a picture is drawn on. All pictures of a prompt draw the same from `ofPrompt`, and each its own from `random`. */
export type Canvas = { width: number; height: number; ofPrompt: Random; random: Random; palette: Palette };

/** Draws a picture as SVG, in the units of shapes.ts: what it shows follows from the prompt, its composition from the index too. */
export function drawSvg(picture: Picture): string {
  const { width, height } = dimensionsOf(picture.aspectRatio, 'preview');
  const ofPrompt = createRandom(hashText(picture.key));
  const random = createRandom(hashText(`${picture.key}-${picture.index}`));
  const canvas = { width, height, ofPrompt, random, palette: choosePalette(random, picture.mood) };
  const shapes = picture.mediaType === 'photography' ? drawLandscape(canvas) : drawIllustration(canvas);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}">${shapes}</svg>`;
}
