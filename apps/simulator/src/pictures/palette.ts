import type { Random } from '../random.ts';
import type { Picture } from './picture.ts';
import { between, times } from './shapes.ts';

/** The colours of one picture, as SVG writes them. */
export type Palette = {
  zenith: string;
  horizon: string;
  /** Sun or moon. */
  light: string;
  isNight: boolean;
  /** From what distance fades into (0) to what stands in front (1). */
  land: (depth: number) => string;
  /** For flat shapes, from dark to pale. */
  accents: string[];
};

type Mood = { zenith: Hue; horizon: Hue; land: number; saturation: number };
/** Hue in degrees and lightness in percent. */
type Hue = [hue: number, lightness: number];

const MOODS: Record<Picture['mood'], Mood> = {
  natural: { zenith: [205, 56], horizon: [42, 90], land: 155, saturation: 36 },
  warm: { zenith: [345, 46], horizon: [38, 80], land: 340, saturation: 58 },
  cool: { zenith: [218, 40], horizon: [196, 86], land: 212, saturation: 42 },
  vivid: { zenith: [268, 42], horizon: [22, 72], land: 262, saturation: 84 },
  bold: { zenith: [188, 42], horizon: [48, 72], land: 286, saturation: 96 },
  dramatic: { zenith: [232, 13], horizon: [18, 56], land: 236, saturation: 38 },
  black_and_white: { zenith: [0, 32], horizon: [0, 92], land: 0, saturation: 0 },
};

/** A mood's colours, a little different each time. */
export function choosePalette(random: Random, mood: Picture['mood']): Palette {
  const { zenith, horizon, land, saturation } = MOODS[mood];
  const [turn, shift] = [between(random, -22, 22), between(random, -7, 9)];
  const color = (hue: number, lightness: number, share = 1) => `hsl(${Math.round(hue + turn)},${saturation * share}%,${lightness}%)`;
  return {
    zenith: color(zenith[0], zenith[1] + shift),
    horizon: color(horizon[0], horizon[1] + shift / 2),
    light: color(horizon[0], 95),
    isNight: zenith[1] + shift < 22,
    land: (depth) => color(land, (zenith[1] + 26) * (1 - depth) ** 1.3 + 9, 0.45 + 0.4 * depth),
    accents: times(6, (at) => color([land, zenith[0], horizon[0]][at % 3]!, 22 + 13 * at + shift, 1 - at / 9)),
  };
}
