/** Durations of simulated Gettys, in ms: the same at every run. */
export type Draw = () => number;

/** MINSTD: evenly distributed between 0 and 1. */
export function seededRandom(seed: number): Draw {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Most are alike, a few much longer. */
export function logNormal(random: Draw, meanMs: number, sigma: number): Draw {
  const median = meanMs * Math.exp(-(sigma ** 2) / 2);
  return () => median * Math.exp(sigma * Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random()));
}

/** Either of two kinds, the first with this share. */
export function oneOf(random: Draw, share: number, first: Draw, second: Draw): Draw {
  return () => (random() < share ? first() : second());
}
