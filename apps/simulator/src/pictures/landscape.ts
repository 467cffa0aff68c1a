import type { Canvas } from './draw-svg.ts';
import { between, circle, gradient, land, pick, rect, times, type Relief } from './shapes.ts';

/** What stands for a photograph: mountains, hills or a sea under a sky, seen through air. */
export function drawLandscape(canvas: Canvas): string {
  const { width, height, random, palette } = canvas;
  const kind = pick(canvas.ofPrompt, ['mountains', 'hills', 'sea'] as const);
  const relief = { rise: height * (kind === 'hills' ? 0.2 : 0.38), octaves: kind === 'hills' ? 2 : 6, isSharp: kind !== 'hills' };
  const light = { x: width * between(random, 0.2, 0.8), y: height * between(random, 0.16, 0.42) };
  const range = (at: number, base: number, rise = 1) => {
    const haze = gradient(`land${at}`, 'downward', [
      [palette.land(at / 6), 1],
      [palette.land(at / 6), 1],
      [palette.land(at / 9), 1],
    ]);
    const lower: Relief = { ...relief, rise: relief.rise * rise };
    return haze + land(random, { width, height, base: height * base, relief: lower, fill: `url(#land${at})` });
  };
  const sky = drawSky(canvas, light);
  if (kind === 'sea') return sky + range(1, 0.63, 0.5) + range(2, 0.64, 0.35) + drawWater(canvas, light.x) + range(6, 1.06, 0.45);
  return sky + times(6, (at) => range(at + 1, 0.66 + at * 0.075, 1 - at * 0.08)).join('');
}

function drawSky({ width, height, random, palette }: Canvas, light: { x: number; y: number }): string {
  const radius = Math.min(width, height) * between(random, 0.035, 0.09);
  const air = gradient('sky', 'downward', [
    [palette.zenith, 1],
    [palette.horizon, 1],
    [palette.horizon, 1],
  ]);
  const glow = gradient('glow', 'outward', [
    [palette.light, 0.8],
    [palette.light, 0.2],
    [palette.light, 0],
  ]);
  const stars = times(palette.isNight ? 120 : 0, () =>
    circle(width * random(), height * 0.5 * random() ** 1.6, between(random, 0.3, 1.1), `fill="${palette.light}" fill-opacity="0.6"`),
  );
  const clouds = times(between(random, 2, 6), () => {
    const [x, y] = [width * random(), height * between(random, 0.08, 0.5)];
    const puffs = times(7, () => {
      const [across, down] = [width * between(random, 0.06, 0.2), height * between(random, 0.006, 0.026)];
      return `<ellipse cx="${x + width * between(random, -0.17, 0.17)}" cy="${y + down * between(random, -1, 1)}" rx="${across}" ry="${down}"/>`;
    });
    return `<g fill="url(#glow)" fill-opacity="0.6">${puffs.join('')}</g>`;
  });
  const sun = circle(light.x, light.y, radius * 6, 'fill="url(#glow)"') + circle(light.x, light.y, radius, `fill="${palette.light}"`);
  return `${air}${glow}${rect(0, 0, width, height, 'fill="url(#sky)"')}${stars.join('')}${sun}${clouds.join('')}`;
}

/** From the horizon down, with the light's path on it. */
function drawWater({ width, height, random, palette }: Canvas, lightX: number): string {
  const horizon = height * 0.62;
  const water = gradient('water', 'downward', [
    [palette.land(0.15), 1],
    [palette.land(0.7), 1],
  ]);
  const glitter = times(110, () => {
    const depth = random() ** 1.5;
    const long = between(random, 4, 26) * (0.35 + depth * 1.6);
    const x = lightX + between(random, -1, 1) * width * (0.06 + depth * 0.14) - long / 2;
    const look = `rx="1" fill="${palette.light}" fill-opacity="${(0.7 * random() * (1 - depth * 0.6)).toFixed(2)}"`;
    return rect(x, horizon + depth * (height - horizon), long, 0.6 + depth * 2, look);
  });
  return water + rect(0, horizon, width, height - horizon, 'fill="url(#water)"') + glitter.join('');
}
