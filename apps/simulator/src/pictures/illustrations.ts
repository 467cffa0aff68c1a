import { between, circle, n, pick, rect, times, type Canvas } from './canvas.ts';
import { mix } from './palettes.ts';
import { drawLine } from './ridges.ts';

/** What stands for illustrations: flat colours and clear shapes. */
export const ILLUSTRATIONS = [drawTiles, drawWaves, drawStillLife, drawOrbits];

/** A grid of quarter circles, discs and stripes. */
function drawTiles(canvas: Canvas): string {
  const { width, height, random, palette } = canvas;
  const side = Math.min(width, height) / pick(random, [3, 4, 5]);
  const colors = [...palette.accents, palette.near, palette.sky[2]];
  const tiles = times(Math.ceil(height / side), (row) =>
    times(Math.ceil(width / side), (column) => drawTile(canvas, { x: column * side, y: row * side, side, colors })).join(''),
  );
  return tiles.join('');
}

function drawTile({ random }: Canvas, { x, y, side, colors }: { x: number; y: number; side: number; colors: string[] }): string {
  const ground = pick(random, colors);
  const color = pick(
    random,
    colors.filter((other) => other !== ground),
  );
  const turn = `transform="rotate(${90 * Math.floor(random() * 4)} ${n(x + side / 2)} ${n(y + side / 2)})"`;
  const quarter = (radius: number) => `M${n(x)} ${n(y)}h${n(radius)}A${n(radius)} ${n(radius)} 0 0 1 ${n(x)} ${n(y + radius)}Z`;
  const shape = pick(random, [
    () => `<path d="${quarter(side)}" fill="${color}" ${turn}/>`,
    () => `<path d="${quarter(side)}" fill="${color}" ${turn}/><path d="${quarter(side / 2)}" fill="${pick(random, colors)}" ${turn}/>`,
    () => circle(x + side / 2, y + side / 2, side * 0.36, `fill="${color}"`),
    () => `<path d="M${n(x)} ${n(y)}h${n(side)}L${n(x)} ${n(y + side)}Z" fill="${color}" ${turn}/>`,
    () => `<g ${turn}>${times(3, (at) => rect(x, y + (side * (2 * at + 1)) / 6, side, side / 8, `fill="${color}"`)).join('')}</g>`,
  ])();
  return rect(x, y, side, side, `fill="${ground}" shape-rendering="crispEdges"`) + shape;
}

/** Bands of hills under a large sun, as on a poster. */
function drawWaves({ width, height, random, palette }: Canvas): string {
  const bands = times(9, (at) => {
    const base = height * (0.42 + at * 0.075);
    const line = drawLine(random, { rise: height * 0.17, waves: 2, octaves: 1, isSharp: false }, 120);
    const points = line.map((up, step) => `L${n((step / 120) * width)} ${n(base - up)}`).join('');
    const color = at % 3 === 1 ? palette.accents[1] : mix(palette.accents[at % 2 === 0 ? 0 : 2], palette.near, at / 11);
    return `<path d="M0 ${height}${points}L${width} ${height}Z" fill="${color}"/>`;
  });
  const radius = Math.min(width, height) * between(random, 0.16, 0.26);
  const sun = circle(width * between(random, 0.25, 0.75), height * between(random, 0.26, 0.4), radius, `fill="${palette.light}"`);
  const rings = circle(width / 2, height * 0.34, radius * 1.9, `fill="${palette.accents[3]}" fill-opacity="0.25"`);
  return rect(0, 0, width, height, `fill="${mix(palette.accents[3], palette.sky[3], 0.5)}"`) + rings + sun + bands.join('');
}

/** An arch, a sun and leaves. */
function drawStillLife(canvas: Canvas): string {
  const { width, height, random, palette } = canvas;
  const unit = Math.min(width, height);
  const arches = times(3, (at) => {
    const half = unit * between(random, 0.12, 0.24);
    const x = width * (0.22 + at * 0.28) + between(random, -0.04, 0.04) * width;
    const top = height - unit * between(random, 0.4, 0.78);
    return `<path d="M${n(x - half)} ${height}V${n(top + half)}A${n(half)} ${n(half)} 0 0 1 ${n(x + half)} ${n(top + half)}V${height}Z" fill="${palette.accents[(at + 1) % 3]}"/>`;
  });
  const sun = circle(
    width * between(random, 0.2, 0.8),
    height * between(random, 0.2, 0.36),
    unit * between(random, 0.1, 0.18),
    `fill="${palette.accents[0]}"`,
  );
  const stems = times(2, (at) =>
    drawStem(canvas, { x: width * between(random, 0.15 + at * 0.4, 0.45 + at * 0.4), tall: unit * between(random, 0.45, 0.7) }),
  );
  return rect(0, 0, width, height, `fill="${palette.accents[3]}"`) + sun + arches.join('') + stems.join('');
}

function drawStem({ height, random, palette }: Canvas, { x, tall }: { x: number; tall: number }): string {
  const lean = between(random, -12, 12);
  const leaves = times(7, (at) => {
    const y = height - tall * (0.16 + at * 0.13);
    const long = tall * 0.2 * (1.15 - at * 0.1);
    const side = at % 2 === 0 ? 1 : -1;
    return `M${n(x)} ${n(y)}q${n((side * long) / 2)} ${n(-long * 0.75)} ${n(side * long)} ${n(-long * 0.5)}q${n(-side * long * 0.3)} ${n(long * 0.62)} ${n(-side * long)} ${n(long * 0.5)}Z`;
  });
  const stalk = rect(x - 1.2, height - tall, 2.4, tall, '');
  return `<g fill="${palette.near}" transform="rotate(${n(lean)} ${n(x)} ${height})">${stalk}<path d="${leaves.join('')}"/></g>`;
}

/** Rings and planets around a middle. */
function drawOrbits(canvas: Canvas): string {
  const { width, height, random, palette } = canvas;
  const unit = Math.min(width, height);
  const middle = { x: width * between(random, 0.35, 0.65), y: height * between(random, 0.38, 0.62) };
  const ground = canvas.gradient(`cx="${n(middle.x / width)}" cy="${n(middle.y / height)}" r="0.8"`, [
    [0, palette.sky[1]],
    [1, palette.sky[0]],
  ]);
  const orbits = times(7, (at) => {
    const radius = unit * (0.14 + at * 0.085);
    const angle = random() * 2 * Math.PI;
    const ring = circle(
      middle.x,
      middle.y,
      radius,
      `fill="none" stroke="${palette.accents[3]}" stroke-width="${n(between(random, 0.6, 2.2))}" stroke-opacity="0.5"`,
    );
    const planet = { x: middle.x + Math.cos(angle) * radius, y: middle.y + Math.sin(angle) * radius };
    return ring + circle(planet.x, planet.y, unit * between(random, 0.012, 0.055), `fill="${pick(random, palette.accents)}"`);
  });
  const dust = times(90, () =>
    circle(width * random(), height * random(), between(random, 0.4, 1.4), `fill="${palette.light}" fill-opacity="0.6"`),
  );
  return (
    rect(0, 0, width, height, `fill="${ground}"`) +
    dust.join('') +
    orbits.join('') +
    circle(middle.x, middle.y, unit * 0.09, `fill="${palette.light}"`)
  );
}
