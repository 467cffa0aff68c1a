import type { ResolveRefusal, ResolveRequest, TimelineEntry } from '@darkroom/contracts';

import { judgeAdoption, type GettyFinding } from './adoption.ts';
import { deadlineAfterAcceptance } from '../records/job/deadline.ts';
import { isRedownload } from '../records/job/is-redownload.ts';
import type { JobRecord } from '../records/job/record.ts';
import { freshRun, fromStart, type Decision } from './restart.ts';

/**
 * Plans one of the three ways out of `held`: send again, although the earlier call may cost too; give up; or continue by polling Getty.
 * `found`: what Getty knows of the generation to adopt.
 */
export function planResolve(
  record: JobRecord,
  resolution: ResolveRequest,
  { found, now }: { found: GettyFinding | undefined; now: number },
): Decision | ResolveRefusal {
  if (record.status !== 'held') return 'not_held';
  const { action, note } = resolution;
  const timeline: TimelineEntry = { at: new Date(now).toISOString(), event: 'resolved', action, ...(note !== undefined && { note }) };
  switch (resolution.action) {
    case 'retry': {
      if (!resolution.confirm_cost) return 'may_charge_again';
      const start = fromStart(record, now);
      return {
        as: 'restart',
        change: {
          ...start,
          // Nothing can be looked up for a re-download: this decision also covers calls that Redis has lost. The command names the loss.
          set: { ...start.set, lost_calls: record.lostCalls + 1, ...(isRedownload(record) && { checked_at: now }) },
          billing: { state: 'unknown', because: 'outcome_unknown' },
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
          set: { error: { code: 'given_up', message: 'The outcome of a paid call is unknown, and the job was given up', getty: null } },
          timeline,
        },
      };
    case 'adopt': {
      if (isRedownload(record)) return 'not_adoptable';
      const id = resolution.generation_request_id;
      if (record.type === 'generation' && id === undefined) return 'id_required';
      if (record.type === 'download' && id !== undefined) return 'id_unwanted';
      const judged = found ? judgeAdoption(record, found, resolution.confirm_mismatch === true) : {};
      if (typeof judged === 'string') return judged;
      return {
        as: 'restart',
        change: {
          ...judged,
          status: 'waiting',
          event: `${record.type}.waiting`,
          set: {
            ...freshRun,
            adopted: 1,
            accepted_at: now,
            deadline_at: deadlineAfterAcceptance(undefined, now),
            ...(id !== undefined && { getty_id: id }),
          },
          billing: { state: 'charged', because: 'adopted' },
          dueAt: now,
          timeline: { ...timeline, ...(id !== undefined && { generation_request_id: id }) },
        },
      };
    }
  }
}
