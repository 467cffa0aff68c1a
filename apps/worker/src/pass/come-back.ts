import type { JobRecord } from '@darkroom/queue';

/** How late a snoozed job may be before the sweep checks whether its reminder was lost, in ms. */
export const OVERDUE_MS = 30_000;

/** When the reminder of a snoozed job comes back: at the latest at a future deadline, so that the job ends then. */
export function comeBackAt({ deadlineAt }: Pick<JobRecord, 'deadlineAt'>, at: number, now: number): number {
  return deadlineAt > now ? Math.min(at, deadlineAt) : at;
}
