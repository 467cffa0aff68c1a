import { createRandom, hashText, type Random } from '../random.ts';
import { drawIllustration } from './illustration.ts';
import { drawLandscape } from './landscape.ts';
import { choosePalette, type Palette } from './palette.ts';
import { dimensionsOf, type Picture } from './picture.ts';
import { rect, times } from './shapes.ts';

/** What a picture is drawn on. All pictures of a prompt draw the same from `ofPrompt`, and each its own from `random`. */
export type Canvas = { width: number; height: number; ofPrompt: Random; random: Random; palette: Palette };

/**
 * Draws a picture as SVG, in the units of shapes.ts: what it shows follows from the prompt, its composition from the index too. A picture
 * that was made from another has the parts that its look names.
 */
export function drawSvg(picture: Picture): string {
  const { width, height } = dimensionsOf(picture.aspectRatio, 'preview');
  const { key, index, mood, look } = picture;
  const ofPrompt = createRandom(hashText(look ? look.kind.slice(0, 12) : key));
  const random = createRandom(hashText(look?.composition ?? `${key}-${index}`));
  const drawn = choosePalette(random, mood);
  const palette = look ? choosePalette(createRandom(hashText(look.palette ?? `${key}-${index}`)), mood) : drawn;
  const canvas = { width, height, ofPrompt, random, palette };
  const shapes = picture.mediaType === 'photography' ? drawLandscape(canvas) : drawIllustration(canvas);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}">${onGround(picture, shapes)}</svg>`;
}

/** Cuts the picture out, and puts it on its ground. Pictures of one generation are cut at different places. */
function onGround({ aspectRatio, look, index }: Picture, shapes: string): string {
  const ground = look?.ground ?? 'scene';
  if (ground === 'scene') return shapes;
  const { width, height } = dimensionsOf(aspectRatio, 'preview');
  const x = width * (0.5 + (index % 2 === 0 ? 0 : 0.04));
  const y = height * (0.5 + (index < 2 ? 0 : 0.04));
  const cut = `<clipPath id="cut"><ellipse cx="${x}" cy="${y}" rx="${width * 0.38}" ry="${height * 0.4}"/></clipPath>`;
  const under = ground === 'checker' ? drawChecker(width, height) : rect(0, 0, width, height, `fill="#${ground}"`);
  return `${cut}${under}<g clip-path="url(#cut)">${shapes}</g>`;
}

/** The checkerboard that usually stands for transparency. */
function drawChecker(width: number, height: number): string {
  const side = 18;
  const rows = times(Math.ceil(height / side), (row) =>
    times(Math.ceil(width / side / 2), (column) => rect((2 * column + (row % 2)) * side, row * side, side, side, 'fill="#cfcfcf"')).join(
      '',
    ),
  );
  return rect(0, 0, width, height, 'fill="#fff"') + rows.join('');
}
