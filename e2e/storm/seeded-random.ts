import { createHash } from 'node:crypto';

/** Draws numbers from 0 up to, not including, 1: the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let draws = 0;
  return () => createHash('sha256').update(`${seed}.${draws++}`).digest().readUInt32BE() / 2 ** 32;
}
