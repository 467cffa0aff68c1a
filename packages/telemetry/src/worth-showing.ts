/** Of many like steps in a trace, these are shown. */
const FIRST = 10;

/**
 * Whether a step that only repeats the one before it is shown: the first ten, then the 16th, 32nd, 64th and so on. So a job that is polled 400 times over
 * three days has 15 polls in its trace, and not 400. `count`: its number, from 1.
 */
export function isWorthShowing(count: number): boolean {
  return count <= FIRST || Number.isInteger(Math.log2(count));
}
