import type { Sight } from './witness.ts';
import type { World } from './world.ts';

/** So long after weather the product may need to be as before: polls, tries and locks of what died come at such distances. */
const SETTLE_MS = 2 * 60_000;

/**
 * The stretches, of some length, in which there is no weather, and was none for a while, while Getty's limits stand still and `holds` is true of
 * each sight.
 */
export function calmStretches(world: World, { leastMs, holds }: { leastMs: number; holds: (sight: Sight) => boolean }): Sight[][] {
  const stretches: Sight[][] = [];
  let stretch: Sight[] = [];
  let [limits, since] = ['', world.time.startAt];
  const end = (): void => {
    const [first, last] = [stretch[0], stretch.at(-1)];
    if (first && last && last.at - first.at >= leastMs) stretches.push(stretch);
    stretch = [];
  };
  for (const sight of world.witness.sights()) {
    const present = `${sight.limits.pending} ${sight.limits.queries}`;
    if (present !== limits) [limits, since] = [present, sight.at];
    if (sight.at >= since + SETTLE_MS && isCalm(world, sight.at) && holds(sight)) stretch.push(sight);
    else end();
  }
  end();
  return stretches;
}

/** Whether no weather has been for a while. */
export function isCalm({ plan, time }: Pick<World, 'plan' | 'time'>, at: number): boolean {
  const into = at - time.startAt;
  return plan.weather.every(({ atMs, forMs }) => into < atMs || into > Math.min(atMs + forMs, plan.activeMs) + SETTLE_MS);
}
