import type { Size } from './size.ts';

/** One figure over time: what it was in the second and in the last third of the rounds (medians), and whether that is growth. */
export type Trend = { figure: string; middle: number; end: number; grew: boolean };

/** Growth up to a share and an amount is noise: pages of an allocator, a connection more or less. */
type Noise = { share: number; amount: number };

const MB = 1_000_000;
const NOISE: Record<string, Noise> = {
  redisBytes: { share: 0.05, amount: 0.3 * MB },
  textBytes: { share: 0.05, amount: 10_000 },
  logEntries: { share: 0.25, amount: 200 },
  keys: { share: 0.1, amount: 20 },
  rssBytes: { share: 0.12, amount: 8 * MB },
  heapBytes: { share: 0.1, amount: 2 * MB },
  handles: { share: 0.1, amount: 6 },
  files: { share: 0.1, amount: 6 },
};
/** Kept for six months by Redis' own clock, which no test moves: one small key for each image that was downloaded. */
const BY_REDIS_CLOCK = /:image$/;

/** Every figure from the second third of the rounds on: the first is warming up. */
export function trends(sizes: Size[]): Trend[] {
  const third = Math.floor(sizes.length / 3);
  const series = sizes.map(figures);
  const names = [...new Set(series.flatMap((figuresOf) => Object.keys(figuresOf)))];
  return names.map((figure) => {
    const values = series.map((figuresOf) => figuresOf[figure] ?? 0);
    const middle = median(values.slice(third, 2 * third));
    const end = median(values.slice(-third));
    const { share, amount } = NOISE[figure.split(' ')[0]!]!;
    return { figure, middle, end, grew: end > middle * (1 + share) + amount };
  });
}

function figures({ keys, processes, ...redis }: Size): Record<string, number> {
  const kinds = Object.entries(keys).filter(([kind]) => !BY_REDIS_CLOCK.test(kind));
  return {
    ...redis,
    ...Object.fromEntries(kinds.map(([kind, count]) => [`keys ${kind}`, count])),
    ...Object.fromEntries(
      Object.entries(processes).flatMap(([name, size]) => Object.entries(size).map(([what, value]) => [`${what} ${name}`, value])),
    ),
  };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
