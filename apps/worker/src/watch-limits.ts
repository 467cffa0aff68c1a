import type { LimitsNow } from '@darkroom/queue';
import { Gauge, type Registry } from '@darkroom/runtime';

const READ_WITHIN_MS = 1_000;

/** Getty's limits as they stand, read when they are asked for. While Redis is away the last values stay. */
export function watchLimits(registers: Registry[], limits: () => Promise<LimitsNow>): void {
  const taken = new Gauge({ name: 'darkroom_pending_slots_taken', help: 'Generations that hold a slot at Getty', registers });
  const queries = new Gauge({ name: 'darkroom_queries_limit', help: 'Calls to Getty per second; 0 while none was refused', registers });
  const waiting = new Gauge({ name: 'darkroom_pending_line', help: 'Generations waiting for a slot', labelNames: ['tenant'], registers });
  const paused = new Gauge({
    name: 'darkroom_paused',
    help: '1 while Getty refuses a kind of call for hours',
    labelNames: ['pause'],
    registers,
  });
  // oxlint-disable-next-line no-new -- it lives in the registry
  new Gauge({
    name: 'darkroom_pending_slots_limit',
    help: 'Generations that may be pending at Getty at once, as given or as found',
    registers,
    async collect() {
      const now = await withinTime(limits());
      if (!now) return;
      this.set(now.pending.limit);
      taken.set(now.pending.taken);
      queries.set(now.queries.limit ?? 0);
      waiting.reset();
      for (const [tenant, count] of Object.entries(now.pending.waiting)) waiting.set({ tenant }, count);
      paused.reset();
      for (const { name } of now.pauses) paused.set({ pause: name }, 1);
    },
  });
}

/** A scrape must not hang on a Redis that is away. */
async function withinTime(reading: Promise<LimitsNow>): Promise<LimitsNow | undefined> {
  const late = new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), READ_WITHIN_MS).unref();
  });
  return Promise.race([reading, late]);
}
