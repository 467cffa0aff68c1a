import { between, DOWNWARD, n, rect, times, type Canvas } from './canvas.ts';
import { mix } from './palettes.ts';
import { drawLine, drawRidges } from './ridges.ts';
import { drawSky, placeLight, type Light } from './sky.ts';

/** What stands for photographs: places, seen through air. */
export const LANDSCAPES = [drawMountains, drawSea, drawDunes, drawForest, drawCity];

function drawMountains(canvas: Canvas): string {
  const relief = { rise: canvas.height * 0.34, waves: 3, octaves: 6, isSharp: true };
  const ridges = drawRidges(canvas, { from: 0.62, to: 0.98, count: 6, relief });
  return drawSky(canvas, placeLight(canvas)) + ridges + drawBirds(canvas);
}

function drawDunes(canvas: Canvas): string {
  const relief = { rise: canvas.height * 0.2, waves: 2, octaves: 2, isSharp: false };
  return drawSky(canvas, placeLight(canvas)) + drawRidges(canvas, { from: 0.66, to: 1.02, count: 5, relief });
}

function drawForest(canvas: Canvas): string {
  const relief = { rise: canvas.height * 0.16, waves: 3, octaves: 4, isSharp: false };
  const hills = drawRidges(canvas, { from: 0.6, to: 0.9, count: 4, relief });
  const trees = [0.35, 0.7, 1].map((depth) => drawTrees(canvas, depth));
  return drawSky(canvas, placeLight(canvas)) + hills + trees.join('');
}

function drawTrees(canvas: Canvas, depth: number): string {
  const { width, height, random, palette } = canvas;
  const color = mix(palette.far, palette.near, 0.45 + depth * 0.55);
  const ground = drawLine(random, { rise: height * 0.08, waves: 3, octaves: 3, isSharp: false }, 100);
  const base = height * (0.76 + depth * 0.26);
  const trees = times(26 - depth * 10, () => {
    const step = Math.floor(random() * 100);
    const tall = height * between(random, 0.1, 0.2) * (0.55 + depth * 0.6);
    return drawPine({ x: (step / 100) * width, y: base - ground[step]! + 4, tall });
  });
  const hill = ground.map((up, step) => `L${n((step / 100) * width)} ${n(base - up)}`).join('');
  return `<path d="M0 ${height}${hill}L${width} ${height}Z${trees.join('')}" fill="${color}"/>`;
}

function drawPine({ x, y, tall }: { x: number; y: number; tall: number }): string {
  const tiers = times(5, (tier) => {
    const top = y - tall + tall * 0.17 * tier;
    const half = tall * (0.07 + 0.035 * tier);
    return `M${n(x)} ${n(top)}L${n(x + half)} ${n(top + tall * 0.3)}L${n(x - half)} ${n(top + tall * 0.3)}Z`;
  });
  return tiers.join('');
}

function drawSea(canvas: Canvas): string {
  const { width, height, random, palette } = canvas;
  const light = placeLight(canvas);
  const horizon = height * between(random, 0.58, 0.68);
  const water = canvas.gradient(DOWNWARD, [
    [0, mix(palette.sky[3], palette.far, 0.45)],
    [0.4, mix(palette.sky[1], palette.far, 0.4)],
    [1, mix(palette.sky[0], palette.near, 0.6)],
  ]);
  const relief = { rise: height * 0.12, waves: 2, octaves: 5, isSharp: true };
  const islands = drawRidges(canvas, { from: horizon / height + 0.02, to: horizon / height + 0.04, count: 2, relief });
  const shore = drawRidges(canvas, { from: 1.04, to: 1.04, count: 1, relief: { ...relief, rise: height * 0.16, isSharp: false } });
  const sea = rect(0, horizon, width, height - horizon, `fill="${water}"`) + drawGlitter(canvas, { light, horizon });
  return drawSky(canvas, light) + islands + sea + shore + drawBirds(canvas);
}

function drawGlitter({ width, height, random, palette }: Canvas, { light, horizon }: { light: Light; horizon: number }): string {
  return times(110, () => {
    const depth = random() ** 1.5;
    const long = between(random, 4, 26) * (0.35 + depth * 1.6);
    const x = light.x + between(random, -1, 1) * (light.radius * 0.9 + depth * width * 0.12) - long / 2;
    const opacity = n(between(random, 0.15, 0.75) * (1 - depth * 0.6));
    const tall = 0.6 + depth * 2;
    return rect(
      x,
      horizon + depth * (height - horizon),
      long,
      tall,
      `rx="${n(tall / 2)}" fill="${palette.light}" fill-opacity="${opacity}"`,
    );
  }).join('');
}

function drawCity(canvas: Canvas): string {
  const blocks = times(4, (at) => drawBlocks(canvas, at / 3));
  return drawSky(canvas, placeLight(canvas)) + blocks.join('');
}

function drawBlocks(canvas: Canvas, depth: number): string {
  const { width, height, random, palette } = canvas;
  const color = mix(palette.far, palette.near, 0.15 + depth * 0.85);
  const fill = canvas.gradient(`gradientUnits="userSpaceOnUse" x1="0" y1="${n(height * 0.4)}" x2="0" y2="${height}"`, [
    [0, color],
    [1, mix(color, palette.sky[3], 0.45 * (1 - depth))],
  ]);
  const houses: string[] = [];
  for (let x = -10; x < width;) {
    const wide = between(random, 18, 46) * (0.7 + depth * 0.5);
    const tall = height * between(random, 0.12, 0.5) * (1 - depth * 0.45) + height * 0.06;
    houses.push(rect(x, height - tall, wide, tall, `fill="${fill}"`));
    if (random() < 0.25) houses.push(rect(x + wide / 2 - 0.8, height - tall - 16, 1.6, 16, `fill="${color}"`));
    if (depth > 0.3) houses.push(drawWindows(canvas, { x, y: height - tall, wide, tall }));
    x += wide * between(random, 0.95, 1.3);
  }
  return houses.join('');
}

function drawWindows({ random, palette }: Canvas, { x, y, wide, tall }: { x: number; y: number; wide: number; tall: number }): string {
  const rows = times(tall / 8 - 1, (row) =>
    times(wide / 7 - 1, (column) =>
      random() < 0.3
        ? rect(x + 5 + column * 7, y + 6 + row * 8, 2.6, 3.6, `fill="${palette.light}" fill-opacity="${n(between(random, 0.3, 0.9))}"`)
        : '',
    ).join(''),
  );
  return rows.join('');
}

function drawBirds({ width, height, random, palette }: Canvas): string {
  const flock = { x: width * between(random, 0.2, 0.8), y: height * between(random, 0.15, 0.4) };
  const birds = times(between(random, 0, 7), () => {
    const x = flock.x + between(random, -50, 50);
    const y = flock.y + between(random, -24, 24);
    const span = between(random, 3, 7);
    return `M${n(x - span)} ${n(y - span * 0.4)}Q${n(x - span * 0.4)} ${n(y - span * 0.6)} ${n(x)} ${n(y)}Q${n(x + span * 0.4)} ${n(y - span * 0.6)} ${n(x + span)} ${n(y - span * 0.4)}`;
  });
  return `<path d="${birds.join('')}" fill="none" stroke="${palette.near}" stroke-width="1.1" stroke-linecap="round" stroke-opacity="0.8"/>`;
}
