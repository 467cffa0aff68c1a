import type { ProcessingTime } from '@darkroom/queue';

import { geometricPoints, runningSums } from './grid.ts';

/**
 * The distribution of Getty's processing time, estimated from ended jobs: `mass[i]` of them are ready after `points[i - 1]` and by
 * `points[i]`, in ms since acceptance.
 */
export type Estimate = { points: readonly number[]; mass: readonly number[] };

/** Each point is 4 % later than the one before, up to the longest wait for Getty (30 minutes). */
const FIRST_MS = 250;
const FACTOR = 1.04;
const POINTS = geometricPoints(FIRST_MS, FACTOR, 30 * 60_000);
/** The weight, in jobs, of the assumption that all times are equally likely, so that none is ever ruled out. */
const OPEN_MIND = 2;
const ROUNDS = 12;

/**
 * Estimates the distribution. Only an interval is known of each job: it was ready after its last 202 and by its 200. Each job is spread
 * over its interval by the estimate of the previous round (EM, after Turnbull 1976). That alone would collect the estimate in a few spikes,
 * so each round smooths it (EMS, after Silverman, Jones, Wilson and Nychka 1990).
 */
export function estimateProcessingTime(jobs: readonly ProcessingTime[]): Estimate {
  const intervals = jobs.map(cellsOf);
  let mass = POINTS.map(() => 1 / POINTS.length);
  for (let round = 0; round < ROUNDS; round++) mass = smooth(spread(intervals, mass));
  return { points: POINTS, mass };
}

/** A job's interval as cells of the grid: from the first up to, but not including, the second. */
type Interval = [from: number, to: number];

function cellsOf({ moreThanMs, atMostMs }: ProcessingTime): Interval {
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
