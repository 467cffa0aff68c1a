import type { Size } from './size.ts';

/** One figure over time: its median in each third of the rounds, and whether it grew after the first, which is warming up. */
export type Trend = { figure: string; begin: number; middle: number; end: number; grew: boolean };

/** Growth up to a share and an amount is noise: pages of an allocator, a connection more or less. */
type Noise = { share: number; amount: number };

const MB = 1_000_000;
const NOISE: Record<string, Noise> = {
  redisBytes: { share: 0.05, amount: 0.3 * MB },
  textBytes: { share: 0.05, amount: 10_000 },
  logEntries: { share: 0.25, amount: 200 },
  keys: { share: 0.1, amount: 20 },
  rssBytes: { share: 0.25, amount: 16 * MB },
  heapBytes: { share: 0.1, amount: 2 * MB },
  externalBytes: { share: 0.25, amount: 8 * MB }, // buffers that are not collected yet
  handles: { share: 0.1, amount: 6 },
  files: { share: 0.1, amount: 6 },
};

/** Which tenant made what at Getty is remembered for 13 months, far longer than a soak: about 25 bytes each. */
const REMEMBERED = /^keys \{\w+\}:owners$/;

export function trends(sizes: Size[]): Trend[] {
  const third = Math.floor(sizes.length / 3);
  const series = sizes.map(figures);
  const names = [...new Set(series.flatMap((figuresOf) => Object.keys(figuresOf)))].filter((name) => !REMEMBERED.test(name));
  return names.map((figure) => {
    const values = series.map((figuresOf) => figuresOf[figure] ?? 0);
    const begin = median(values.slice(0, third));
    const middle = median(values.slice(third, 2 * third));
    const end = median(values.slice(-third));
    const { share, amount } = NOISE[figure.split(' ')[0]!]!;
    return { figure, begin, middle, end, grew: end > middle * (1 + share) + amount };
  });
}

function figures({ keys, processes, ...redis }: Size): Record<string, number> {
  return {
    ...redis,
    ...Object.fromEntries(Object.entries(keys).map(([kind, count]) => [`keys ${kind}`, count])),
    ...Object.fromEntries(
      Object.entries(processes).flatMap(([name, size]) => Object.entries(size).map(([what, value]) => [`${what} ${name}`, value])),
    ),
  };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
