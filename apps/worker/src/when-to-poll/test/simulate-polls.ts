import type { ProcessingTime } from '@darkroom/queue';

/**
 * Simulates jobs one after another, without Getty and without waiting: `drawMs` gives the duration of each, `delayMs` the time of its next
 * poll. The observed interval is passed to `learn`, as a worker would.
 */
export function simulatePolls(
  jobs: number,
  drawMs: () => number,
  schedule: { delayMs: (sinceMs: number, polls: number) => number; learn?: (processingTime: ProcessingTime) => void },
): { polls: number; lagMs: number } {
  let [polls, lagMs] = [0, 0];
  for (let job = 0; job < jobs; job++) {
    const readyMs = drawMs();
    let [before, at, polled] = [0, 0, 0];
    while (at < readyMs) {
      before = at;
      at += schedule.delayMs(at, polled);
      polled += 1;
    }
    polls += polled;
    lagMs += at - readyMs;
    schedule.learn?.({ moreThanMs: before, atMostMs: at });
  }
  return { polls: polls / jobs, lagMs: lagMs / jobs };
}
