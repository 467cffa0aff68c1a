import { deadlineAfterAcceptance } from './deadline.ts';
import type { JobRecord } from './record.ts';
import { freshRun, fromStart, type Decision } from './restart.ts';

/** The three ways out of `held`. */
export type Resolution =
  /** Send it again: what was sent before may cost too. */
  | { action: 'retry'; confirmCost: boolean }
  /** Give it up. */
  | { action: 'fail' }
  /** Getty has it: go on by polling. A generation is named by Getty's id; a download is found under its image. */
  | { action: 'adopt'; generationRequestId?: string };

export function planResolve(record: JobRecord, resolution: Resolution, now: number): Decision | 'not_held' | 'may_charge_again' {
  if (record.status !== 'held') return 'not_held';
  const timeline = { at: new Date(now).toISOString(), event: 'resolved', action: resolution.action };
  switch (resolution.action) {
    case 'retry': {
      if (!resolution.confirmCost) return 'may_charge_again';
      const start = fromStart(record, now);
      return {
        as: 'restart',
        change: {
          ...start,
          set: { ...start.set, lost_calls: record.lostCalls + 1 },
          billing: { state: 'unknown', because: 'sent_again' },
          timeline,
        },
      };
    }
    case 'fail':
      return {
        as: 'end',
        change: {
          status: 'failed',
          event: `${record.type}.failed`,
          set: { error: { code: 'given_up', message: 'The outcome of a paid call was not known, and the job was given up', getty: null } },
          timeline,
        },
      };
    case 'adopt':
      return {
        as: 'restart',
        change: {
          status: 'waiting',
          event: `${record.type}.waiting`,
          set: {
            ...freshRun,
            accepted_at: now,
            deadline_at: deadlineAfterAcceptance(undefined, now),
            ...(resolution.generationRequestId === undefined ? {} : { getty_id: resolution.generationRequestId }),
          },
          billing: { state: 'charged', because: 'adopted' },
          dueAt: now,
          timeline,
        },
      };
  }
}
