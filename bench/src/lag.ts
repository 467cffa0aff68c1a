import { geometricPoints } from '@darkroom/worker/when-to-poll/grid';
import { planWithin } from '@darkroom/worker/when-to-poll/plan-polls';
import { logNormal, oneOf, seededRandom, type Draw } from '@darkroom/worker/when-to-poll/test/getty-times';
import { backoffPolls, learningPolls } from '@darkroom/worker/when-to-poll/test/learning-polls';
import { simulatePolls } from '@darkroom/worker/when-to-poll/test/simulate-polls';

import { round, type Bench, type Measured } from './bench.ts';

const JOBS = 10_000;
const SEED = 271_828;
/** Samples of Getty's duration for the optimum, and a grid much finer than that of a worker. */
const DRAWS = 300_000;
const POINTS = geometricPoints(250, 1.012, 30 * 60_000);
const MOST_POLLS = 0.75;
const MOST_ABOVE_OPTIMUM = 1.15;

const GETTYS: Record<string, () => Draw> = {
  log_normal: () => logNormal(seededRandom(SEED), 12_000, 0.45),
  bimodal: () =>
    oneOf(seededRandom(SEED), 0.6, logNormal(seededRandom(SEED + 1), 5_000, 0.2), logNormal(seededRandom(SEED + 2), 25_000, 0.2)),
};

/** How long a finished generation waits to be noticed, and how many polls that costs. Only the schedules are simulated. */
export const lag: Bench = {
  question: 'ms from ready at Getty to noticed, with polls learnt as jobs end, by a backoff of 1 s × 1.5; the worse of two Gettys',
  goal: { atMost: 0.45 },
  ask,
};

async function ask(): Promise<Measured> {
  const results = Object.entries(GETTYS).map(([name, getty]) => [name, compare(getty)] as const);
  const worst = results.map(([, compared]) => compared).toSorted((a, b) => b.ratio - a.ratio)[0]!;
  return {
    figure: worst.learnt.lagMs,
    unit: 'ms',
    baseline: worst.backoff.lagMs,
    ratio: worst.ratio,
    alsoMet: results.every(([, { pollsRatio, aboveOptimum }]) => pollsRatio <= MOST_POLLS && aboveOptimum <= MOST_ABOVE_OPTIMUM),
    details: Object.fromEntries(results.map(([name, compared]) => [name, describeLag(compared)])),
  };
}

function compare(getty: () => Draw) {
  const backoff = simulatePolls(JOBS, getty(), backoffPolls(seededRandom(SEED + 3)));
  const learnt = simulatePolls(JOBS, getty(), learningPolls(seededRandom(SEED + 4)));
  const optimum = planWithin(knownExactly(getty()), learnt.polls);
  const cost = ({ lagMs, polls }: { lagMs: number; polls: number }) => lagMs + optimum.priceMs * polls;
  return {
    backoff,
    learnt,
    optimum,
    ratio: learnt.lagMs / backoff.lagMs,
    pollsRatio: learnt.polls / backoff.polls,
    aboveOptimum: cost(learnt) / cost(optimum),
  };
}

/** The exact distribution of this Getty's duration, which no worker can know. */
function knownExactly(draw: Draw) {
  const mass = POINTS.map(() => 0);
  for (let drawn = 0; drawn < DRAWS; drawn++) {
    const ms = draw();
    mass[POINTS.findIndex((point) => point >= ms)]! += 1 / DRAWS;
  }
  return { points: POINTS, mass };
}

function describeLag({ backoff, learnt, optimum, ratio, pollsRatio, aboveOptimum }: ReturnType<typeof compare>) {
  return {
    learnt: figuresOf(learnt),
    backoff: figuresOf(backoff),
    lag_ratio: round(ratio),
    polls_ratio: round(pollsRatio),
    optimum: { ...figuresOf(optimum), poll_costs_ms: Math.round(optimum.priceMs) },
    lag_by_optimum: round(learnt.lagMs / optimum.lagMs),
    cost_by_optimum: round(aboveOptimum),
  };
}

function figuresOf({ lagMs, polls }: { lagMs: number; polls: number }) {
  return { lag_ms: Math.round(lagMs), polls: round(polls) };
}
