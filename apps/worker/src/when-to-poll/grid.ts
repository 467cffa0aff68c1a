/** Points from `first` by a constant factor; the last one is `last`. */
export function geometricPoints(first: number, factor: number, last: number): number[] {
  const steps = Math.ceil(Math.log(last / first) / Math.log(factor));
  return Array.from({ length: steps + 1 }, (_, step) => (step === steps ? last : first * factor ** step));
}

/** sums[i]: the sum of all `values` before the i-th. */
export function runningSums(values: readonly number[]): number[] {
  const sums = [0];
  let sum = 0;
  for (const value of values) sums.push((sum += value));
  return sums;
}
