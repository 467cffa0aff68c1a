import type { Canvas } from './draw-svg.ts';
import { between, circle, land, pick, rect, times } from './shapes.ts';

/** What stands for an illustration: flat colours and clear shapes, as tiles or as a poster. */
export function drawIllustration(canvas: Canvas): string {
  return pick(canvas.ofPrompt, [drawTiles, drawPoster])(canvas);
}

/** A grid of quarter circles, discs and triangles. */
function drawTiles({ width, height, random, palette }: Canvas): string {
  const side = Math.min(width, height) / pick(random, [3, 4, 5]);
  const tile = (x: number, y: number) => {
    const [ground, color] = [pick(random, palette.accents), pick(random, palette.accents)];
    const shape = pick(random, [
      `<path d="M0 0h${side}A${side} ${side} 0 0 1 0 ${side}Z" fill="${color}"/>`,
      `<path d="M0 0h${side}L0 ${side}Z" fill="${color}"/>`,
      circle(side / 2, side / 2, side * 0.36, `fill="${color}"`),
    ]);
    const turn = `rotate(${90 * Math.floor(random() * 4)} ${side / 2} ${side / 2})`;
    return `<g transform="translate(${x} ${y}) ${turn}">${rect(0, 0, side, side, `fill="${ground}" shape-rendering="crispEdges"`)}${shape}</g>`;
  };
  const rows = times(Math.ceil(height / side), (row) =>
    times(Math.ceil(width / side), (column) => tile(column * side, row * side)).join(''),
  );
  return rows.join('');
}

/** Bands of hills under a large sun. */
function drawPoster({ width, height, random, palette }: Canvas): string {
  const radius = Math.min(width, height) * between(random, 0.16, 0.26);
  const [x, y] = [width * between(random, 0.25, 0.75), height * between(random, 0.26, 0.4)];
  const sky = rect(0, 0, width, height, `fill="${palette.horizon}"`);
  const sun = circle(x, y, radius * 1.7, `fill="${palette.light}" fill-opacity="0.4"`) + circle(x, y, radius, `fill="${palette.light}"`);
  const relief = { rise: height * 0.34, octaves: 1, isSharp: false };
  const bands = times(8, (at) =>
    land(random, { width, height, base: height * (0.5 + at * 0.08), relief, fill: palette.accents[(at * 5) % 6]! }),
  );
  return sky + sun + bands.join('');
}
