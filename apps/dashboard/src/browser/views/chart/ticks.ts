import type { ChartData, Step, Unit } from './chart-data.ts';

const MINUTES = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1_440];
const WEEK = 7;
/** In ms. */
const DURATIONS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 18_000, 36_000, 86_400].map((s) => s * 1_000);
const ROUND = [1, 2, 2.5, 5, 10];

/** The places of `times` that the axis names, at most about so many: round times of day, Mondays, or equally apart. */
export function timeTicks({ times, step }: Pick<ChartData, 'times' | 'step'>, most: number): number[] {
  const places = [...times.keys()];
  if (places.length <= most) return places;
  const rounds = roundPlaces(times, step);
  const fitting = rounds.find((each) => each.length > 1 && each.length <= most);
  if (fitting) return fitting;
  const apart = Math.ceil(places.length / Math.max(1, most));
  return places.filter((place) => place % apart === 0);
}

/** Ever fewer places with round times. */
function roundPlaces(times: readonly number[], step: Step): number[][] {
  const places = [...times.keys()];
  switch (step) {
    case 'minute':
    case 'hour':
      return MINUTES.map((minutes) => places.filter((place) => minuteOfDay(times[place]!) % minutes === 0));
    case 'day':
      return [places.filter((place) => place % 2 === 0), places.filter((place) => new Date(times[place]!).getUTCDay() === 1)].concat([
        places.filter((place) => place % (2 * WEEK) === 0),
      ]);
    case 'month':
      return [2, 3, 6, 12].map((months) => places.filter((place) => place % months === 0));
  }
}

function minuteOfDay(ms: number): number {
  const at = new Date(ms);
  return at.getSeconds() === 0 ? at.getHours() * 60 + at.getMinutes() : Number.NaN;
}

/** The values that the axis names, from 0 to the first round one that is not below `top`. */
export function valueTicks(top: number, unit: Unit, most = 5): number[] {
  const apart = roundStep(top / Math.max(1, most - 1), unit);
  const count = Math.max(1, Math.ceil(top / apart - 1e-9));
  // Not by adding up: 0.1 + 0.2 is not 0.3.
  return Array.from({ length: count + 1 }, (_, index) => Number((index * apart).toPrecision(12)));
}

function roundStep(least: number, unit: Unit): number {
  if (!(least > 0)) return unit === 'share' ? 0.25 : 1;
  if (unit === 'duration' && least > 1_000) return DURATIONS.find((each) => each >= least) ?? Math.ceil(least / 86_400_000) * 86_400_000;
  const power = 10 ** Math.floor(Math.log10(least));
  const round = ROUND.find((each) => each * power >= least * (1 - 1e-9))! * power;
  return unit === 'count' ? Math.ceil(Math.max(1, round)) : round;
}
