import type { World } from '../world.ts';
import type { Invariant, Violation } from './invariant.ts';
import { readRecords } from './records.ts';

/** Getty's ledger and the bills agree, and nothing is paid twice unless its caller chose so. */
export const billsAgree: Invariant = {
  name: 'bills agree with what Getty took',
  now: (world) => {
    const wrong: Violation[] = [];
    const byIntent = new Map<string, number>();
    for (const { notes } of world.ledger.made.values()) {
      const intent = intentIn(notes);
      if (intent === undefined) continue;
      const times = (byIntent.get(intent) ?? 0) + 1;
      byIntent.set(intent, times);
      if (times > 1) wrong.push({ says: `the paid call ${intent} was made twice`, about: [jobOf(intent)] });
    }
    return wrong;
  },
  end: async (world) => {
    const { jobs, specs } = await readRecords(world);
    return [...jobs].flatMap(([id, job]) =>
      job['type'] === 'generation' ? judge(world, { id, job, sendsAgain: specs.get(id)?.on_unknown === 'retry' }) : [],
    );
  },
};

function judge(world: World, { id, job, sendsAgain }: { id: string; job: Record<string, string>; sendsAgain: boolean }): Violation[] {
  const made = world.ledger.ofJob(id);
  const state = job['billing'] ?? 'not_charged';
  const wrong = (says: string): Violation[] => [{ says: `${id}: ${says}`, about: [id] }];
  // What a Redis forgot with its last writes may be paid again, or not be in the bill (docs/operations/redis.md#lost-writes).
  if (world.losses.some(({ at }) => made.some((one) => one.at <= at))) return [];
  const mayPayAgain = world.book.accepted.get(id)?.mayPayAgain === true || sendsAgain;
  if (made.length > 1 && !mayPayAgain) return wrong(`was paid ${made.length} times`);
  if (state === 'not_charged' && made.length > 0) return wrong('is not charged, and Getty took it');
  if (state === 'charged' && made.length === 0) return wrong('is charged, and Getty never took it');
  return [];
}

/** The paid call that a generation's notes name: the last mark in them, since a caller's own notes stand before it. */
export function intentIn(notes: string | null): string | undefined {
  return /\[darkroom:(job_[0-9a-f]+\.\d+\.\d+[^\]]*)\]$/.exec(notes ?? '')?.[1];
}

function jobOf(intent: string): string {
  return intent.split('.')[0]!;
}
