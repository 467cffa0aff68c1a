import { waitFor } from '@darkroom/testkit';

import type { System, Ledger } from './system.ts';

/** The calls that Getty ends from now until it has taken so many: call → ending → how often. */
export async function nextCalls(system: System, taken: number): Promise<Ledger['calls']> {
  const before = (await system.ledger()).calls;
  const enough = async () => {
    const calls = since(before, (await system.ledger()).calls);
    return countCalls(calls) - countCalls(calls, '429') >= taken ? calls : undefined;
  };
  return waitFor(enough, { what: `Getty to take ${taken} more calls` });
}

function since(before: Ledger['calls'], after: Ledger['calls']): Ledger['calls'] {
  const calls = Object.entries(after).map(([call, ends]) => [
    call,
    Object.fromEntries(Object.entries(ends).map(([end, count]) => [end, count - (before[call]?.[end] ?? 0)])),
  ]);
  return Object.fromEntries(calls) as Ledger['calls'];
}

/** How many calls there were, or how many with this ending. */
export function countCalls(calls: Ledger['calls'], ending?: string): number {
  const ends = Object.values(calls).flatMap((of) => Object.entries(of));
  return ends.reduce((sum, [end, count]) => (ending === undefined || end === ending ? sum + count : sum), 0);
}
