import { createRandom, hashText, type Random } from '../random.ts';
import { PALETTES, type Palette } from './palettes.ts';
import { dimensionsOf, type Picture } from './picture.ts';

/** What a scene is drawn on: units of a 612th of the longest side, so that every size shows the same composition. */
export type Canvas = {
  width: number;
  height: number;
  random: Random;
  palette: Palette;
  /** Adds a gradient and returns its reference, for `fill`. */
  gradient(attributes: string, stops: [offset: number, color: string, opacity?: number][]): string;
};

/** Draws a picture as SVG: the scene chosen from `scenes` by the prompt, its composition by the index too. */
export function drawSvg(picture: Picture, scenes: ((canvas: Canvas) => string)[]): string {
  const { width, height } = dimensionsOf(picture.aspectRatio, 'preview');
  const ofPrompt = createRandom(hashText(picture.key));
  const scene = pick(ofPrompt, scenes);
  const palettes = PALETTES[picture.mood];
  const palette = palettes[(Math.floor(ofPrompt() * palettes.length) + picture.index) % palettes.length]!;
  const definitions: string[] = [];
  const canvas: Canvas = {
    width,
    height,
    palette,
    random: createRandom(hashText(`${picture.key}-${picture.index}`)),
    gradient(attributes, stops) {
      const kind = attributes.includes('cx=') ? 'radialGradient' : 'linearGradient';
      const id = `g${definitions.length}`;
      const inner = stops.map(
        ([offset, color, opacity = 1]) => `<stop offset="${offset}" stop-color="${color}" stop-opacity="${opacity}"/>`,
      );
      definitions.push(`<${kind} id="${id}" ${attributes}>${inner.join('')}</${kind}>`);
      return `url(#${id})`;
    },
  };
  const shapes = scene(canvas);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"><defs>${definitions.join('')}</defs>${shapes}</svg>`;
}

/** Attributes of a vertical gradient. */
export const DOWNWARD = 'x1="0" y1="0" x2="0" y2="1"';

export function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[Math.floor(random() * items.length)]!;
}

export function between(random: Random, least: number, most: number): number {
  return least + (most - least) * random();
}

/** `count` items, each made from its place in the row. */
export function times<Item>(count: number, make: (at: number) => Item): Item[] {
  return Array.from({ length: Math.max(0, Math.round(count)) }, (_, at) => make(at));
}

/** Short numbers keep the SVG small. */
export function n(value: number): string {
  return value.toFixed(2);
}

export function rect(x: number, y: number, width: number, height: number, rest: string): string {
  return `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" ${rest}/>`;
}

export function circle(x: number, y: number, radius: number, rest: string): string {
  return `<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius)}" ${rest}/>`;
}
