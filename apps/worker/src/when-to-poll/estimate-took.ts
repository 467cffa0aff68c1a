import type { Took } from '@darkroom/queue';

import { geometricPoints, runningSums } from './grid.ts';

/**
 * How long Getty takes, as the jobs that ended tell it: `mass[i]` of them are ready after `points[i - 1]` and by `points[i]`, in ms since
 * acceptance.
 */
export type Estimate = { points: readonly number[]; mass: readonly number[] };

/** Each point is 4 % later than the one before, up to what Getty is waited for (30 minutes). */
const FIRST_MS = 250;
const FACTOR = 1.04;
const POINTS = geometricPoints(FIRST_MS, FACTOR, 30 * 60_000);
/** So many jobs' worth of belief that any time is as likely as any other, so that none is ever ruled out. */
const OPEN_MIND = 2;
const ROUNDS = 12;

/**
 * Of each job only an interval is known: it was ready after its last 202 and by its 200. Each is spread over its interval as the estimate of the
 * round before has it (EM, after Turnbull 1976). Left alone the estimate would gather in a few spikes, so each round smooths it (EMS, after
 * Silverman, Jones, Wilson and Nychka 1990).
 */
export function estimateTook(jobs: readonly Took[]): Estimate {
  const intervals = jobs.map(cellsOf);
  let mass = POINTS.map(() => 1 / POINTS.length);
  for (let round = 0; round < ROUNDS; round++) mass = smooth(spread(intervals, mass));
  return { points: POINTS, mass };
}

/** A job's interval as cells of the grid: from the first up to, but without, the second. */
type Interval = [from: number, to: number];

function cellsOf({ moreThanMs, atMostMs }: Took): Interval {
  const to = Math.max(1, cellsBefore(atMostMs));
  return [Math.min(cellsBefore(moreThanMs), to - 1), to];
}

function cellsBefore(ms: number): number {
  const nearest = Math.round(Math.log(Math.max(ms, 1) / FIRST_MS) / Math.log(FACTOR)) + 1;
  return Math.min(Math.max(nearest, 0), POINTS.length);
}

function spread(intervals: readonly Interval[], mass: readonly number[]): number[] {
  const sums = runningSums(mass);
  const changes = mass.map(() => 0);
  for (const [from, to] of intervals) {
    const density = 1 / (sums[to]! - sums[from]!);
    changes[from]! += density;
    if (to < changes.length) changes[to]! -= density;
  }
  const densities = runningSums(changes).slice(1);
  const belief = OPEN_MIND / mass.length;
  return mass.map((before, cell) => (before * densities[cell]! + belief) / (intervals.length + OPEN_MIND));
}

function smooth(values: readonly number[]): number[] {
  return values.map((value, at) => (values[at - 1] ?? value) / 4 + value / 2 + (values[at + 1] ?? value) / 4);
}
