import type { Random } from '../random.ts';

/** What shapes are made of. Lengths are units of a 612th of the longest side, so that every size shows the same composition. */

export function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[Math.floor(random() * items.length)]!;
}

export function between(random: Random, least: number, most: number): number {
  return least + (most - least) * random();
}

/** `count` items, each made from its place in the row. */
export function times<Item>(count: number, make: (at: number) => Item): Item[] {
  return Array.from({ length: Math.round(count) }, (_, at) => make(at));
}

export function rect(x: number, y: number, width: number, height: number, rest: string): string {
  return `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" ${rest}/>`;
}

export function circle(x: number, y: number, radius: number, rest: string): string {
  return `<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius)}" ${rest}/>`;
}

/** A gradient under an id, `downward` or `outward`, from one colour to the other; the second may fade. */
export function gradient(id: string, kind: 'downward' | 'outward', stops: [color: string, opacity: number][]): string {
  const inner = stops.map(
    ([color, opacity], at) => `<stop offset="${at / (stops.length - 1)}" stop-color="${color}" stop-opacity="${opacity}"/>`,
  );
  return kind === 'downward'
    ? `<linearGradient id="${id}" x2="0" y2="1">${inner.join('')}</linearGradient>`
    : `<radialGradient id="${id}">${inner.join('')}</radialGradient>`;
}

export type Relief = {
  /** Rises above the base line by up to this many units. */
  rise: number;
  octaves: number;
  /** Peaks with edges instead of rounded tops. */
  isSharp: boolean;
};

/** Land across the picture: a ragged line around `base`, filled down to the lower edge. */
export function land(random: Random, area: { width: number; height: number; base: number; relief: Relief; fill: string }): string {
  const { width, height, base, relief, fill } = area;
  const layers = times(relief.octaves, (octave) => ({ waves: 3 * 2 ** octave, values: times(3 * 2 ** octave + 2, () => random()) }));
  const heightAt = (share: number) =>
    layers.reduce((sum, { waves, values }, octave) => {
      const left = Math.floor(share * waves);
      const eased = (1 - Math.cos((share * waves - left) * Math.PI)) / 2;
      const value = values[left]! + (values[left + 1]! - values[left]!) * eased;
      return sum + (relief.isSharp ? 1 - Math.abs(2 * value - 1) : value) * 0.46 ** (octave + 1);
    }, 0);
  const points = times(161, (step) => `L${n((step / 160) * width)} ${n(base - heightAt(step / 160) * relief.rise)}`);
  return `<path d="M0 ${height}${points.join('')}L${width} ${height}Z" fill="${fill}"/>`;
}

/** Short numbers keep the SVG small. */
function n(value: number): string {
  return value.toFixed(2);
}
