import type { LimitsNow } from '@darkroom/queue';
import type { Registry } from '@darkroom/runtime';

import { readGauges } from './read-gauges.ts';

/** Shows Getty's current limits, read once a scrape. While Redis is away the last values stay. */
export function watchLimits(registers: Registry[], limits: () => Promise<LimitsNow>): void {
  const gauge = readGauges(registers, limits);

  gauge('darkroom_pending_slots_limit', 'Generations that may be pending at Getty at once, as configured or found', (slots, { pending }) =>
    slots.set(pending.limit),
  );
  gauge('darkroom_pending_slots_taken', 'Generations that hold a slot at Getty', (slots, { pending }) => slots.set(pending.taken));
  gauge('darkroom_queries_limit', 'Limit of calls to Getty per second; 0 while none was refused', (rate, { queries }) =>
    rate.set(queries.limit ?? 0),
  );
  gauge(
    'darkroom_turns_line',
    'Jobs waiting for a turn in the query budget',
    (line, { queries }) => {
      for (const [call, count] of Object.entries(queries.waiting)) line.set({ call }, count);
    },
    ['call'],
  );
  gauge('darkroom_getty_away', '1 while Getty does not answer or refuses our key: nothing is sent', (away, { gettyAway }) =>
    away.set(gettyAway ? 1 : 0),
  );
  gauge(
    'darkroom_pending_line',
    'Generations waiting for a slot',
    (line, { pending }) => {
      line.reset();
      for (const [tenant, count] of Object.entries(pending.waiting)) line.set({ tenant }, count);
    },
    ['tenant'],
  );
  gauge(
    'darkroom_paused',
    '1 while Getty refuses a kind of call for hours',
    (paused, { pauses }) => {
      paused.reset();
      for (const { name } of pauses) paused.set({ pause: name }, 1);
    },
    ['pause'],
  );
}
