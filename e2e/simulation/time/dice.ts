/**
 * The one source of chance of a world. Each actor has dice of its own, forked by name: an actor that throws once more changes nothing for
 * the others, so a world that is widened keeps what its old seeds show as far as it can.
 */
export type Dice = {
  /** From 0 up to, not including, 1. */
  next: () => number;
  /** A whole number from `least` to `most`, both included. */
  whole: (least: number, most: number) => number;
  chance: (probability: number) => boolean;
  pick: <T>(from: readonly T[]) => T;
  /** As likely between 1 and 10 as between 10 and 100. */
  spread: (least: number, most: number) => number;
  hex: (digits: number) => string;
  fork: (name: string) => Dice;
};

export function createDice(seed: string): Dice {
  const next = sfc32(seed);
  const whole = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));

  return {
    next,
    whole,
    chance: (probability: number): boolean => next() < probability,
    pick: <T>(from: readonly T[]): T => {
      if (from.length === 0) throw new Error('There is nothing to pick from');
      return from[whole(0, from.length - 1)]!;
    },
    spread: (least: number, most: number): number => Math.round(least * (most / least) ** next()),
    hex: (digits: number): string => Array.from({ length: digits }, () => whole(0, 15).toString(16)).join(''),
    fork: (name: string): Dice => createDice(`${seed}/${name}`),
  };
}

/** Chris Doty-Humphrey's small fast counter generator, seeded by a hash (FNV-1a) of the text. */
function sfc32(seed: string): () => number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < seed.length; i++) hash = Math.imul(hash ^ seed.charCodeAt(i), 0x01000193);
  let [a, b, c, counter] = [hash | 0, (hash >>> 7) ^ 0x9e3779b9, Math.imul(hash, 0x85ebca6b), 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 15; i++) next();
  return next;
}
