import type { Picture } from './picture.ts';

/** The colours of one picture, as `#rrggbb`. */
export type Palette = {
  /** From the zenith down to the horizon. */
  sky: [string, string, string, string];
  /** Sun, moon, windows. */
  light: string;
  /** What distance fades into, and what stands in front. */
  far: string;
  near: string;
  /** For flat shapes: loud to quiet. */
  accents: [string, string, string, string];
};

export const PALETTES: Record<Picture['mood'], Palette[]> = {
  natural: [
    {
      sky: ['#5b8fb9', '#93b8cf', '#d3dfdc', '#f4e7cf'],
      light: '#fffaf0',
      far: '#b9cbc9',
      near: '#22382f',
      accents: ['#3f6b4f', '#c98f4e', '#7fa3b5', '#e9dfc8'],
    },
    {
      sky: ['#7ba3b8', '#b4cbcb', '#e6e2cf', '#f3d9b4'],
      light: '#fff6df',
      far: '#c8cdb9',
      near: '#33402a',
      accents: ['#6b7f3f', '#d6a85a', '#8c6a4f', '#f0e6d2'],
    },
    {
      sky: ['#41708f', '#7fa7b8', '#c3d6d3', '#e9e6da'],
      light: '#ffffff',
      far: '#a5bfc4',
      near: '#1c3238',
      accents: ['#2f5d62', '#a7c4a0', '#dfb26b', '#eef2e6'],
    },
  ],
  warm: [
    {
      sky: ['#4b2a5a', '#a8485f', '#ee8a55', '#ffd796'],
      light: '#fff0c2',
      far: '#e79a6c',
      near: '#2e1428',
      accents: ['#d9532c', '#f2a541', '#8c2f39', '#ffe3b8'],
    },
    {
      sky: ['#e08b5a', '#f2b06e', '#fbd393', '#fff0cd'],
      light: '#fffbe8',
      far: '#efb985',
      near: '#5e2a1b',
      accents: ['#c8553d', '#f28f3b', '#588b8b', '#ffd5c2'],
    },
    {
      sky: ['#6d3b57', '#c46a6a', '#f3a683', '#ffe1c4'],
      light: '#fff4dd',
      far: '#dd9a86',
      near: '#3a1a2c',
      accents: ['#b5445c', '#f7b267', '#7a3b69', '#fde8d0'],
    },
  ],
  cool: [
    {
      sky: ['#0d1b3e', '#1f3f77', '#4f86b5', '#b4d9e3'],
      light: '#f2fbff',
      far: '#7fa9c6',
      near: '#0a1730',
      accents: ['#1f5f8b', '#63b0cd', '#253b6e', '#dff3f5'],
    },
    {
      sky: ['#16324f', '#2f6f86', '#7fb5b5', '#d9ece4'],
      light: '#ffffff',
      far: '#9cc3c0',
      near: '#0c2431',
      accents: ['#13505b', '#4fb0ae', '#91c7d6', '#e8f5f0'],
    },
    {
      sky: ['#0a0f2c', '#1b2559', '#3b4a8c', '#8d9ad0'],
      light: '#eef1ff',
      far: '#5a68a8',
      near: '#070a1e',
      accents: ['#4455a8', '#8aa4f0', '#222c66', '#e3e8ff'],
    },
  ],
  vivid: [
    {
      sky: ['#2b0a6b', '#8a1fb0', '#ff4f8b', '#ffc15e'],
      light: '#fff6b0',
      far: '#d1459c',
      near: '#1a0540',
      accents: ['#ff2e63', '#ffb400', '#08d9d6', '#f9f871'],
    },
    {
      sky: ['#0052d4', '#2e8bff', '#5fe0e6', '#fdf9a8'],
      light: '#ffffff',
      far: '#4fb6e8',
      near: '#06215c',
      accents: ['#ff5f40', '#ffd23f', '#1b998b', '#f4fff8'],
    },
    {
      sky: ['#003f5c', '#7a3fa0', '#ef5675', '#ffa600'],
      light: '#ffe9a8',
      far: '#b8508f',
      near: '#00202f',
      accents: ['#ef476f', '#ffd166', '#06d6a0', '#fdfcdc'],
    },
  ],
  dramatic: [
    {
      sky: ['#0b0d14', '#272b3a', '#6b4a45', '#f08a3c'],
      light: '#ffd9a0',
      far: '#5d4a4d',
      near: '#050609',
      accents: ['#e2711d', '#3a3f4f', '#8b1e3f', '#f2d0a4'],
    },
    {
      sky: ['#10151c', '#2d3b45', '#667a80', '#cdd3c4'],
      light: '#fffbe6',
      far: '#6f7f83',
      near: '#07090c',
      accents: ['#c1121f', '#27343d', '#7d8c8f', '#efe9d5'],
    },
    {
      sky: ['#14061f', '#3f1d4d', '#92364f', '#f2b263'],
      light: '#ffe3b0',
      far: '#6d3450',
      near: '#0a0310',
      accents: ['#a4133c', '#ff8a3d', '#43204f', '#f7dcb9'],
    },
  ],
  bold: [
    {
      sky: ['#e63946', '#f25f4c', '#ff8e3c', '#ffd803'],
      light: '#fffffe',
      far: '#d9433f',
      near: '#16161a',
      accents: ['#e63946', '#ffd803', '#1d4ed8', '#fffffe'],
    },
    {
      sky: ['#1d3fbb', '#2f6bff', '#58b4ff', '#f9f7e8'],
      light: '#ffcf00',
      far: '#2f62d9',
      near: '#0b1038',
      accents: ['#ffcf00', '#ef233c', '#1d3fbb', '#f9f7e8'],
    },
    {
      sky: ['#006d5b', '#00a37a', '#7bd88f', '#fff3b0'],
      light: '#ff4d3d',
      far: '#1f9c78',
      near: '#04211c',
      accents: ['#ff4d3d', '#ffbe0b', '#006d5b', '#fff7e0'],
    },
  ],
  black_and_white: [
    {
      sky: ['#2a2a2a', '#6a6a6a', '#adadad', '#ececec'],
      light: '#ffffff',
      far: '#a2a2a2',
      near: '#0c0c0c',
      accents: ['#1a1a1a', '#7a7a7a', '#c4c4c4', '#f4f4f4'],
    },
    {
      sky: ['#0a0a0a', '#1f1f1f', '#4a4a4a', '#8d8d8d'],
      light: '#f5f5f5',
      far: '#5c5c5c',
      near: '#030303',
      accents: ['#000000', '#555555', '#a8a8a8', '#eeeeee'],
    },
    {
      sky: ['#8c8c8c', '#b8b8b8', '#dcdcdc', '#f7f7f7'],
      light: '#ffffff',
      far: '#cccccc',
      near: '#222222',
      accents: ['#2e2e2e', '#909090', '#d8d8d8', '#fafafa'],
    },
  ],
};

/** The colour at `share` of the way from one to another. */
export function mix(from: string, to: string, share: number): string {
  const channel = (at: number) => {
    const start = parseInt(from.slice(at, at + 2), 16);
    const end = parseInt(to.slice(at, at + 2), 16);
    return Math.round(start + (end - start) * share)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(1)}${channel(3)}${channel(5)}`;
}
