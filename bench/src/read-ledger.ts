import type { AppProcess } from '@darkroom/testkit';

type Counts = Record<string, number>;

/** Reads what a simulator has seen: calls, those refused for a limit, polls, accepted generations, and those pending now. */
export async function readLedger(simulator: AppProcess) {
  const response = await fetch(`${simulator.url}/__ledger?entries=false`);
  const { calls, totals, pending_now } = (await response.json()) as {
    calls: Record<string, Counts>;
    totals: { generations: number };
    pending_now: number;
  };
  const counted = Object.values(calls).flatMap((statuses) => Object.entries(statuses));
  return {
    made: sum(counted),
    refused: sum(counted.filter(([status]) => status === '429')),
    polls: sum(Object.entries(calls['poll'] ?? {})),
    generations: totals.generations,
    pending: pending_now,
  };
}

function sum(entries: [string, number][]): number {
  return entries.reduce((total, [, count]) => total + count, 0);
}
