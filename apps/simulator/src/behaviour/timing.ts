import { z } from 'zod';

import type { Random } from '../random.ts';

/** How long something takes: always the same, evenly spread, or log-normal (a few take much longer), in milliseconds. */
type Timing =
  | { kind: 'fixed'; ms: number }
  | { kind: 'even'; leastMs: number; mostMs: number }
  | { kind: 'log-normal'; medianMs: number; sigma: number };

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const DURATION = String.raw`(\d+(?:\.\d+)?)(ms|s|m|h|d)`;
const FORMS = new RegExp(`^${DURATION}(?:-${DURATION}|~(\\d+(?:\\.\\d+)?))?$`);

/** A timing as text: `200ms`, `3s-5s` (evenly between), `4s~0.5` (log-normal: median and sigma). */
export const TimingText = z.string().regex(FORMS, 'must be a timing such as 200ms, 3s-5s (evenly between) or 4s~0.5 (median~sigma)');

/** Timings read before: the same few are drawn from for every call. */
const known = new Map<string, Timing>();
const MAX_KNOWN = 1_000;

/** Draws one duration, in whole milliseconds, from a text that {@link TimingText} accepts. */
export function drawMs(text: string, random: Random): number {
  const timing = known.get(text) ?? parseTiming(text);
  if (known.size < MAX_KNOWN) known.set(text, timing);
  if (timing.kind === 'fixed') return Math.round(timing.ms);
  if (timing.kind === 'even') return Math.round(timing.leastMs + (timing.mostMs - timing.leastMs) * random());
  return Math.round(timing.medianMs * Math.exp(timing.sigma * drawNormal(random)));
}

function parseTiming(text: string): Timing {
  const [, amount, unit, otherAmount, otherUnit, sigma] = FORMS.exec(text) ?? [];
  const ms = toMs(amount, unit);
  if (sigma !== undefined) return { kind: 'log-normal', medianMs: ms, sigma: Number(sigma) };
  if (otherAmount !== undefined) return { kind: 'even', leastMs: ms, mostMs: toMs(otherAmount, otherUnit) };
  return { kind: 'fixed', ms };
}

function toMs(amount: string | undefined, unit: string | undefined): number {
  return Number(amount) * UNITS[unit as keyof typeof UNITS];
}

/** A standard normal draw, by the method of Box and Muller. */
function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
