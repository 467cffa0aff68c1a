import type { Random } from '../random.ts';
import { between, DOWNWARD, n, times, type Canvas } from './canvas.ts';
import { mix } from './palettes.ts';

export type Relief = {
  /** Rises above the base line by up to this many units. */
  rise: number;
  /** Waves across the picture, of the widest octave. */
  waves: number;
  octaves: number;
  /** Peaks with edges instead of rounded tops. */
  isSharp: boolean;
};

/** A line of hills from left to right: the height above the base at every step. */
export function drawLine(random: Random, { rise, waves, octaves, isSharp }: Relief, steps: number): number[] {
  const layers = times(octaves, (octave) => ({ values: times(waves * 2 ** octave + 3, () => random()), weight: 0.46 ** octave }));
  const total = layers.reduce((sum, { weight }) => sum + weight, 0);
  return times(steps + 1, (step) => {
    const height = layers.reduce((sum, { values, weight }, octave) => {
      const at = (step / steps) * waves * 2 ** octave;
      const left = Math.floor(at);
      const share = (1 - Math.cos((at - left) * Math.PI)) / 2;
      const value = values[left]! + (values[left + 1]! - values[left]!) * share;
      return sum + (isSharp ? 1 - Math.abs(2 * value - 1) : value) * weight;
    }, 0);
    return (height / total) * rise;
  });
}

/** Ranges one behind the other, from the haze of the distance to the dark in front, each standing in mist. */
export function drawRidges(canvas: Canvas, options: { from: number; to: number; count: number; relief: Relief }): string {
  const { width, height, random, palette } = canvas;
  const { from, to, count, relief } = options;
  const steps = Math.round(width / 2);
  return times(count, (at) => {
    const depth = count === 1 ? 1 : at / (count - 1);
    const base = height * (from + (to - from) * depth);
    const line = drawLine(random, { ...relief, rise: relief.rise * between(random, 0.75, 1.15) * (1 - depth * 0.35) }, steps);
    const color = mix(palette.far, palette.near, depth ** 1.25);
    const mist = mix(color, palette.sky[3], 0.5 * (1 - depth));
    const fill = canvas.gradient(DOWNWARD, [
      [0, color],
      [0.35, color],
      [1, mist],
    ]);
    const points = line.map((up, step) => `L${n((step / steps) * width)} ${n(base - up)}`).join('');
    return `<path d="M0 ${height}${points}L${width} ${height}Z" fill="${fill}"/>`;
  }).join('');
}
