import type { Estimate } from './estimate-processing-time.ts';
import { runningSums } from './grid.ts';

/** When to poll: a job that was still pending `points[i]` ms after its acceptance is polled next `next[i]` ms after it. */
export type PollPlan = { points: readonly number[]; next: readonly number[]; leastDelayMs: number };

/** A plan with its mean cost per job. */
export type PlannedPolls = PollPlan & { priceMs: number; polls: number; lagMs: number };

/** Polls are at least this far apart, unless jobs wait for the slot; Getty's answer takes about half of that. */
export const LEAST_DELAY_MS = 250;
/** Polls are at most this far apart, so that a Getty that has become faster is noticed. */
export const MOST_DELAY_MS = 60_000;
/** If jobs are all alike, spare polls are not spent on finding an exception. */
const CHEAPEST_MS = 200;
const DEAREST_MS = 100_000;
const HALVINGS = 14;

/**
 * Finds the plan with the smallest mean of `lag + price × polls`: lag is how long after it was ready a job is noticed, `price` how many ms
 * of lag a poll is worth. Dynamic programming from the last point back to the acceptance: at a point where a job is still pending, earlier
 * polls do not matter.
 */
export function planPolls({ points, mass }: Estimate, priceMs: number, leastDelayMs = LEAST_DELAY_MS): PlannedPolls {
  const times = [0, ...points];
  const ready = runningSums(mass);
  const moments = runningSums(mass.map((share, cell) => (share * (times[cell]! + times[cell + 1]!)) / 2));
  const last = points.length;
  // The remaining cost from each point, as a mean over all jobs: one that was ready before costs nothing more.
  const cost = times.map(() => 0);
  const polls = times.map(() => 0);
  const next = times.map(() => last);

  for (let at = last - 1; at >= 0; at--) {
    const pending = ready[last]! - ready[at]!;
    let least = Infinity;
    for (let to = at + 1; to <= last; to++) {
      const delay = times[to]! - times[at]!;
      if (delay < leastDelayMs && to < last) continue;
      if (delay > MOST_DELAY_MS && least < Infinity) break;
      const lag = times[to]! * (ready[to]! - ready[at]!) - (moments[to]! - moments[at]!);
      const late = lag + priceMs * pending;
      if (late >= least) break; // and even later from here on
      const whole = late + cost[to]!;
      if (whole >= least) continue;
      least = whole;
      next[at] = to;
    }
    cost[at] = least;
    polls[at] = pending + polls[next[at]!]!;
  }
  const lagMs = cost[0]! - priceMs * polls[0]!;
  return {
    points: times,
    next: next.map((to) => times[to]!),
    leastDelayMs,
    priceMs,
    polls: polls[0]! / ready[last]!,
    lagMs: lagMs / ready[last]!,
  };
}

/** The plan that polls about `wanted` times a job in the mean, or less where more would be of no use: a poll is worth `cheapestMs` of lag. */
export function planWithin(
  estimate: Estimate,
  wanted: number,
  { cheapestMs = CHEAPEST_MS, leastDelayMs = LEAST_DELAY_MS }: { cheapestMs?: number; leastDelayMs?: number } = {},
): PlannedPolls {
  let [tooCheap, tooDear] = [cheapestMs, DEAREST_MS];
  let nearest = planPolls(estimate, tooDear, leastDelayMs);
  for (let step = 0; step < HALVINGS; step++) {
    const price = Math.sqrt(tooCheap * tooDear);
    const plan = planPolls(estimate, price, leastDelayMs);
    if (Math.abs(plan.polls - wanted) < Math.abs(nearest.polls - wanted)) nearest = plan;
    if (plan.polls > wanted) tooCheap = price;
    else tooDear = price;
  }
  return nearest;
}
