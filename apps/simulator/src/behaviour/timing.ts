import { parseDuration } from '@darkroom/runtime';
import { z } from 'zod';

import type { Random } from '../random.ts';

/** A duration: constant, evenly distributed, or log-normal (a few take much longer), in milliseconds. */
type Timing =
  | { kind: 'fixed'; ms: number }
  | { kind: 'even'; leastMs: number; mostMs: number }
  | { kind: 'log-normal'; medianMs: number; sigma: number };

const FORMS = /^([^-~]+)(?:-([^-~]+)|~(\d+(?:\.\d+)?))?$/;

/** A timing as text: `200ms`, `3s-5s` (evenly between), `4s~0.5` (log-normal: median and sigma). */
export const TimingText = z
  .string()
  .refine((text) => parseTiming(text) !== undefined, 'must be a timing such as 200ms, 3s-5s (evenly between) or 4s~0.5 (median~sigma)');

/** Parsed timings: the same few are drawn from for every call. */
const known = new Map<string, Timing>();
const MAX_KNOWN = 1_000;

/** Draws one duration, in whole milliseconds, from a text that {@link TimingText} accepts. */
export function drawMs(text: string, random: Random): number {
  const timing = known.get(text) ?? parseTiming(text);
  if (timing === undefined) throw new Error(`${text} is no timing`); // TimingText refuses it
  if (known.size < MAX_KNOWN) known.set(text, timing);
  if (timing.kind === 'fixed') return timing.ms;
  if (timing.kind === 'even') return Math.round(timing.leastMs + (timing.mostMs - timing.leastMs) * random());
  return Math.round(timing.medianMs * Math.exp(timing.sigma * drawNormal(random)));
}

function parseTiming(text: string): Timing | undefined {
  const [, first, second, sigma] = FORMS.exec(text) ?? [];
  const ms = parseDuration(first ?? '');
  if (ms === undefined) return undefined;
  if (sigma !== undefined) return { kind: 'log-normal', medianMs: ms, sigma: Number(sigma) };
  if (second === undefined) return { kind: 'fixed', ms };
  const mostMs = parseDuration(second);
  return mostMs === undefined ? undefined : { kind: 'even', leastMs: ms, mostMs };
}

/** A standard normal draw, by the method of Box and Muller. */
function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
