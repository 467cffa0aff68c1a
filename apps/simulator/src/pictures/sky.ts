import { between, circle, DOWNWARD, n, rect, times, type Canvas } from './canvas.ts';
import { mix } from './palettes.ts';

/** Where the sun or the moon stands. */
export type Light = { x: number; y: number; radius: number };

export function placeLight({ width, height, random }: Canvas): Light {
  return {
    x: width * between(random, 0.18, 0.82),
    y: height * between(random, 0.16, 0.44),
    radius: Math.min(width, height) * between(random, 0.035, 0.1),
  };
}

/** Gradient, stars in dark skies, glow and disc, thin clouds. */
export function drawSky(canvas: Canvas, light: Light): string {
  const { width, height, palette } = canvas;
  const fill = canvas.gradient(DOWNWARD, [
    [0, palette.sky[0]],
    [0.32, palette.sky[1]],
    [0.56, palette.sky[2]],
    [0.74, palette.sky[3]],
  ]);
  const isDark = parseInt(palette.sky[0].slice(3, 5), 16) < 60;
  return [rect(0, 0, width, height, `fill="${fill}"`), isDark ? drawStars(canvas) : '', drawLight(canvas, light), drawClouds(canvas)].join(
    '',
  );
}

function drawStars({ width, height, random, palette }: Canvas): string {
  return times(width / 5, () => {
    const y = height * 0.5 * random() ** 1.6;
    const opacity = n(between(random, 0.15, 0.9) * (1 - y / (height * 0.5)));
    return circle(width * random(), y, between(random, 0.3, 1.1), `fill="${palette.light}" fill-opacity="${opacity}"`);
  }).join('');
}

function drawLight(canvas: Canvas, { x, y, radius }: Light): string {
  const { light } = canvas.palette;
  const at = `gradientUnits="userSpaceOnUse" cx="${n(x)}" cy="${n(y)}"`;
  const wide = canvas.gradient(`${at} r="${n(radius * 7)}"`, [
    [0, light, 0.75],
    [0.2, light, 0.32],
    [0.55, light, 0.09],
    [1, light, 0],
  ]);
  const disc = canvas.gradient(`${at} r="${n(radius)}"`, [
    [0, light],
    [0.9, light],
    [1, light, 0],
  ]);
  return circle(x, y, radius * 7, `fill="${wide}"`) + circle(x, y, radius, `fill="${disc}"`);
}

function drawClouds(canvas: Canvas): string {
  const { width, height, random, palette } = canvas;
  return times(between(random, 2, 6), () => {
    const middle = { x: width * random(), y: height * between(random, 0.08, 0.5) };
    const color = mix(palette.light, palette.sky[2], between(random, 0.1, 0.6));
    const fill = canvas.gradient('cx="0.5" cy="0.5" r="0.5"', [
      [0, color, 0.5],
      [0.6, color, 0.2],
      [1, color, 0],
    ]);
    return times(9, () => {
      const x = middle.x + width * between(random, -0.17, 0.17);
      const y = middle.y + height * between(random, -0.02, 0.02);
      return `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(width * between(random, 0.06, 0.2))}" ry="${n(height * between(random, 0.006, 0.026))}" fill="${fill}"/>`;
    }).join('');
  }).join('');
}
