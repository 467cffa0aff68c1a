/** One measured figure, and what else is worth telling of it. */
export type Sample = { figure: number; cpu_us?: Record<string, number> | undefined } & Record<string, unknown>;

export type Interleaved = { figure: number; baseline: number; ratio: number; rounds: { baseline: Sample; ours: Sample }[] };

/**
 * Measures baseline and ours by turns. What else the machine does changes by the minute, so `ratio` is the median of the rounds' own ratios:
 * of two figures measured one right after the other.
 */
export async function interleave(
  rounds: number,
  measure: { baseline: () => Promise<Sample>; ours: () => Promise<Sample> },
  say: (text: string) => void,
): Promise<Interleaved> {
  const measured: Interleaved['rounds'] = [];
  for (let round = 1; round <= rounds; round++) {
    const baseline = await measure.baseline();
    const ours = await measure.ours();
    measured.push({ baseline, ours });
    say(`  round ${round}: baseline ${tell(baseline)}, ours ${tell(ours)}, ratio ${(ours.figure / baseline.figure).toFixed(2)}`);
  }
  return {
    figure: median(measured.map(({ ours }) => ours.figure)),
    baseline: median(measured.map(({ baseline }) => baseline.figure)),
    ratio: median(measured.map(({ baseline, ours }) => ours.figure / baseline.figure)),
    rounds: measured,
  };
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function tell({ figure, ...rest }: Sample): string {
  return `${figure} ${JSON.stringify(rest)}`;
}
