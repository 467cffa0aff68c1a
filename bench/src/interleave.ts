import { median } from './median.ts';

/** One measured figure, with the CPU time (µs) of each item by process, and further details. */
export type Sample = { figure: number; cpu_us?: CpuUs | undefined } & Record<string, unknown>;

export type Interleaved = {
  figure: number;
  baseline: number;
  ratio: number;
  details: { ratios: number[]; cpu_us: { baseline: CpuUs; ours: CpuUs } };
};

type CpuUs = Record<string, number>;

/**
 * Measures baseline and ours in turns. The load of the machine changes by the minute, so `ratio` is the median of the rounds' ratios: each
 * compares two figures measured in succession. The other figures are medians, too.
 */
export async function interleave(
  rounds: number,
  measure: { baseline: () => Promise<Sample>; ours: () => Promise<Sample> },
  say: (text: string) => void,
): Promise<Interleaved> {
  const baseline: Sample[] = [];
  const ours: Sample[] = [];
  const ratios: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    const [before, after] = [await measure.baseline(), await measure.ours()];
    baseline.push(before);
    ours.push(after);
    ratios.push(Number((after.figure / before.figure).toFixed(3)));
    say(`  round ${round}: ratio ${ratios.at(-1)}, baseline ${describeSample(before)}, ours ${describeSample(after)}`);
  }
  return {
    figure: median(ours.map(({ figure }) => figure)),
    baseline: median(baseline.map(({ figure }) => figure)),
    ratio: median(ratios),
    details: { ratios, cpu_us: { baseline: medianCpu(baseline), ours: medianCpu(ours) } },
  };
}

function medianCpu(samples: Sample[]): CpuUs {
  const known = samples.flatMap(({ cpu_us }) => (cpu_us ? [cpu_us] : []));
  const names = Object.keys(known[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, median(known.map((cpu) => cpu[name]!))]));
}

function describeSample({ figure, ...rest }: Sample): string {
  return `${figure} ${JSON.stringify(rest)}`;
}
