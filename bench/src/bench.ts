import type { World } from './world.ts';

/**
 * One question and its measurement. It runs in its own world and takes less than three minutes; `adapt`, which waits for limits to change,
 * 14.
 */
export type Bench = { question: string; goal: Goal; ask: (world: World) => Promise<Measured> };

/** The goal for `ratio` (figure by baseline). */
export type Goal = { atLeast: number } | { atMost: number };

/** `figure` is ours; `baseline` was measured in the same run, and `ratio` compares the two. */
export type Measured = {
  figure: number;
  unit: string;
  baseline: number;
  ratio: number;
  /** Set if the goal requires more than the ratio. */
  alsoMet?: boolean;
  details: Record<string, unknown>;
};

/** The one line that a bench prints. */
export function toLine(name: string, { goal }: Bench, measured: Measured): string {
  const { figure, unit, baseline, ratio, alsoMet = true, details } = measured;
  const reached = 'atLeast' in goal ? ratio >= goal.atLeast : ratio <= goal.atMost;
  return JSON.stringify({
    bench: name,
    figure: round(figure),
    unit,
    baseline: round(baseline),
    ratio: round(ratio),
    goal: describeGoal(goal),
    ok: reached && alsoMet,
    ...details,
  });
}

export function describeGoal(goal: Goal): string {
  return 'atLeast' in goal ? `>= ${goal.atLeast}` : `<= ${goal.atMost}`;
}

/** A noisy machine does not justify more than three digits. */
export function round(value: number): number {
  return Number(value.toPrecision(3));
}
