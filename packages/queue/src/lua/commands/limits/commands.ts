import type { Tenant, JobId, QueuedReason } from '@darkroom/contracts';

import { flag, number, oneOf, rows, text, textAs } from '../../answers.ts';
import { command, of, optional } from '../../command.ts';
import type { AuditNote } from '../shared.ts';

/** The values that every write of a pass is checked by. */
const ofPass = { id: of<JobId>(), fence: of<string>(), pass: of<string>() };

export const limitCommands = {
  limits: command({
    takes: { pending: optional<number>(), queries: optional<number>(), good_for: of<number>() },
    answers: { set: {} },
  }),
  take_slot: command({
    takes: {
      ...ofPass,
      resource: of<string>(),
      due: of<number>(),
      status: optional<'submitting' | 'waiting'>(),
      timeline: of<string>(),
      pause: optional<{ name: string; reason: QueuedReason }>(),
    },
    answers: { granted: {}, paused: {}, waiting: {}, fenced: {} },
  }),
  take_turn: command({
    takes: {
      ...ofPass,
      class: of<'turn.poll' | 'turn.paid'>(),
      status: optional<'queued'>(),
      reason: optional<QueuedReason>(),
      due: of<number>(),
    },
    answers: { turn: { wait: number, mark: text }, waiting: {}, fenced: {} },
  }),
  reserve: command({
    takes: { class: of<'token' | 'look_up' | 'read'>(), most: of<number>() },
    answers: { turn: { wait: number, mark: text }, late: { wait: number } },
  }),
  place: command({
    whenFull: 'reads',
    takes: { tenant: of<Tenant>(), id: of<string>(), run: of<number>(), priority: of<number>() },
    answers: {
      place: {
        unbegun: number,
        free: number,
        time: number,
        ahead: number,
        waiting: rows({ tenant: textAs<Tenant>(), time: number, jobs: number }),
      },
    },
  }),
  tend_pauses: command({
    takes: {
      most: of<number>(),
      most_woken: of<number>(),
      ask_again: optional<number>(),
      patient_every: optional<number>(),
      patient_again: optional<number>(),
    },
    answers: { tended: { more: flag, ask: number, asked: number } },
  }),
  try_limit: command({
    takes: { name: of<string>(), audit: of<AuditNote>() },
    answers: { asked: {}, given: {}, nothing: {} },
  }),
  note_getty: command({
    takes: { good: of<boolean>(), kind: optional<string>(), cause: optional<'unreachable' | 'credentials'>() },
    answers: { noted: {}, doubted: { kinds: text }, away: { cause: oneOf('unreachable', 'credentials') }, back: { since: number } },
  }),
  take_requests: command({
    takes: { requester: of<string>(), most: of<number>(), portion: of<number>(), window_ms: of<number>() },
    answers: { taken: { taken: number, left: number, ends_in: number } },
  }),
};
