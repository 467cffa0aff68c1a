import { setTimeout as sleep } from 'node:timers/promises';

import type { House, Ledger } from './house.ts';

/** The calls that Getty ended within so long from now: call → ending → how often. */
export async function callsWithin(house: House, ms: number): Promise<{ calls: Ledger['calls']; seconds: number }> {
  const startedAt = performance.now();
  const before = (await house.ledger()).calls;
  await sleep(ms);
  const after = (await house.ledger()).calls;
  const calls = Object.entries(after).map(([call, ends]) => [
    call,
    Object.fromEntries(Object.entries(ends).map(([end, count]) => [end, count - (before[call]?.[end] ?? 0)])),
  ]);
  return { calls: Object.fromEntries(calls) as Ledger['calls'], seconds: (performance.now() - startedAt) / 1_000 };
}

/** How many calls there were, or how many with this ending. */
export function countCalls(calls: Ledger['calls'], ending?: string): number {
  const ends = Object.values(calls).flatMap((of) => Object.entries(of));
  return ends.reduce((sum, [end, count]) => (ending === undefined || end === ending ? sum + count : sum), 0);
}
