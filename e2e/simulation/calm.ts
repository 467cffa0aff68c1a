import type { Sight } from './witness.ts';
import type { World } from './world.ts';

/** So long after weather the product may need to be as before: polls, tries and locks of what died come at such distances. */
const SETTLE_MS = 2 * 60_000;
/** After a loss of writes, jobs wait until a forgotten call would be seen at Getty. */
const AFTER_LOSS_MS = 6 * 60_000;

/**
 * The stretches, of some length, without weather, planned or made by a scenario, now or shortly before. Getty's limits stand still, and `holds` is
 * true of each sight.
 */
export function calmStretches(world: World, { leastMs, holds }: { leastMs: number; holds: (sight: Sight) => boolean }): Sight[][] {
  const stretches: Sight[][] = [];
  let stretch: Sight[] = [];
  let [before, since] = ['', world.time.startAt];
  const end = (): void => {
    const [first, last] = [stretch[0], stretch.at(-1)];
    if (first && last && last.at - first.at >= leastMs) stretches.push(stretch);
    stretch = [];
  };
  for (const sight of world.witness.sights()) {
    const present = `${sight.limits.pending} ${sight.limits.queries} ${sight.isOpen}`;
    if (present !== before) [before, since] = [present, sight.at];
    const calm =
      sight.isOpen && sight.at >= since + SETTLE_MS && isCalm(world, sight.at) && !world.losses.some((loss) => isAfter(loss, sight.at));
    if (calm && holds(sight)) stretch.push(sight);
    else end();
  }
  end();
  return stretches;
}

function isAfter(loss: World['losses'][number], at: number): boolean {
  return at >= loss.backTo && at <= loss.at + AFTER_LOSS_MS;
}

/** Whether no weather has been for a while. */
export function isCalm({ plan, time }: Pick<World, 'plan' | 'time'>, at: number): boolean {
  const into = at - time.startAt;
  return plan.weather.every(({ atMs, forMs }) => into < atMs || into > Math.min(atMs + forMs, plan.activeMs) + SETTLE_MS);
}
