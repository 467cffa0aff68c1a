import { calmStretches } from '../calm.ts';
import type { Sight } from '../witness.ts';
import type { World } from '../world.ts';
import type { Invariant, Violation } from './invariant.ts';

const LEAST_MS = 30_000;
/** Of Getty's true limits, on average. */
const LEAST_PENDING = 0.7;
const LEAST_CALLS = 0.6;

/** Where work waits and nothing has disturbed the world for a while, Getty's limits are used: the slots, or else the calls per second. */
export const limitsUsed: Invariant = {
  name: 'limits are used while work waits',
  end: (world) => {
    const waitForSlots = calmStretches(world, { leastMs: LEAST_MS, holds: ({ inLine }) => inLine.length > 0 });
    const waitForTurns = calmStretches(world, { leastMs: LEAST_MS, holds: ({ waitingForTurns }) => waitingForTurns > 0 });
    return [
      ...waitForSlots.filter((stretch) => !usesSlots(world, stretch) && !usesCalls(world, stretch)).map(describeUnused('slots', world)),
      ...waitForTurns.filter((stretch) => !usesCalls(world, stretch)).map(describeUnused('calls', world)),
    ].filter((violation) => violation !== undefined);
  },
};

function describeUnused(what: 'slots' | 'calls', world: World): (stretch: Sight[]) => Violation | undefined {
  return (stretch) => {
    // Too few workers for that much work are a limit as well.
    if (mean(stretch, ({ waitingForWorkers }) => (waitingForWorkers > 0 ? 1 : 0)) > 0.5) return undefined;
    const [first, last] = [stretch[0]!, stretch.at(-1)!];
    const [from, to] = [first, last].map(({ at }) => Math.round((at - world.time.startAt) / 1_000));
    const { pending, queries } = first.limits;
    const pendingUsed = mean(stretch, (sight) => pendingAt(world, sight)).toFixed(1);
    const used = `${pendingUsed} of ${pending} slots and ${callsPerSecond(world, stretch).toFixed(1)} of ${queries} calls a second are used`;
    return { says: `${used} from second ${from} to ${to}, while work waits for ${what}`, about: first.inLine.slice(0, 1) };
  };
}

function usesSlots(world: World, stretch: Sight[]): boolean {
  const limit = Math.min(stretch[0]!.limits.pending, Number(world.plan.settings['GETTY_MAX_PENDING'] ?? Infinity));
  return mean(stretch, (sight) => pendingAt(world, sight)) >= LEAST_PENDING * limit;
}

function usesCalls(world: World, stretch: Sight[]): boolean {
  const limit = Math.min(stretch[0]!.limits.queries, Number(world.plan.settings['GETTY_MAX_QPS'] ?? Infinity));
  return callsPerSecond(world, stretch) >= LEAST_CALLS * limit;
}

/** What Getty works on, and slots that are kept for what it may still work on. */
function pendingAt({ ledger }: World, { at, kept }: Sight): number {
  let count = kept;
  for (const made of ledger.made.values()) if (made.at <= at && made.readyAt > at) count++;
  return count;
}

function callsPerSecond({ ledger }: World, stretch: Sight[]): number {
  const [from, to] = [stretch[0]!.at, stretch.at(-1)!.at];
  const taken = ledger.seen.filter(({ at, came }) => at >= from && at < to && came !== 'refused_queries');
  return taken.length / ((to - from) / 1_000);
}

function mean(stretch: Sight[], of: (sight: Sight) => number): number {
  return stretch.reduce((sum, sight) => sum + of(sight), 0) / stretch.length;
}
