import { backoffMs, POLL_BACKOFF } from './backoff.ts';
import type { Estimate } from './estimate-processing-time.ts';

const MIDDLE = () => 0.5;

/** The mean number of polls per job if nothing was learnt. */
export function pollsOfBackoff({ points, mass }: Estimate): number {
  let [polls, at, pending, cell] = [0, 0, 1, 0];
  for (let before = 0; cell < points.length; before++) {
    polls += pending;
    at += backoffMs(POLL_BACKOFF, before, MIDDLE);
    while (cell < points.length && points[cell]! <= at) pending -= mass[cell++]!;
  }
  return polls;
}
