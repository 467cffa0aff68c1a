import type { BatchId, JobEventType, JobId, JobStatus, JobType, QueuedReason, Tenant, WebhookEventType } from '@darkroom/contracts';

import { fields, flag, list, number, object, oneOf, orNull, rest, row, rows, text, textAs, variant } from '../../answers.ts';
import { command, of, optional } from '../../command.ts';
import { need, reminder, replay, short, type ActionKey, type AuditNote, type IdempotencyKey } from '../shared.ts';
import type { Fields } from '../../../redis/fields.ts';

/** A job to store, see `insert` in write.lua; its `spec` is passed as a text. */
type Inserted = { id: JobId; fields: Fields; due: number; own_deadline?: true };

/** A transition, see write.lua. Its `result` is passed as a text. */
type Written = {
  status?: JobStatus | undefined;
  reason?: QueuedReason | undefined;
  set: Fields;
  due?: number | undefined;
  timeline?: string | undefined;
  polled?: boolean | undefined;
  event?: JobEventType | undefined;
  leave_slot?: boolean | undefined;
  keep_slot_until?: number | undefined;
  children?: (Inserted & { spec: string })[] | undefined;
  refused?: 'pending' | 'queries' | undefined;
  epoch?: string | undefined;
  pause?: { name: string; until: number; event?: WebhookEventType } | undefined;
  resume?: string | undefined;
  park?: string | undefined;
  remember?: string[] | undefined;
  asset?: string | undefined;
  processing_time?: string | undefined;
  processing_of?: string | undefined;
  copies?: { copy?: true | undefined } | undefined;
  sends_again?: { error: string; timeline: string } | undefined;
};

/** Calls that may have made a generation, see `may_be_anothers` in owners.lua. */
type Claim = { looks: string[]; from: number; to: number; by_person?: true };

/** The values that every write of a pass is checked by. */
const ofPass = { id: of<JobId>(), fence: of<string>(), pass: of<string>() };

/** A decision on the record at this seq. */
const decided = { id: of<string>(), seq: of<string>(), pass: of<string>(), change: of<Written>(), audit: optional<AuditNote>() };

const begun = {
  record: object,
  spec: text,
  paced: flag,
  epoch: text,
  away: flag,
  loss: orNull(number),
  lost_at: orNull(number),
  wanted: flag,
};
const batch = { batch: fields, rejected: text, waiting: list };
const record = { record: fields };

/** What `accept` answers about one job. */
const oneAnswer = variant({
  accepted: { waits: flag },
  replayed: { id: textAs<JobId>() },
  reused: { id: textAs<JobId>() },
  full: {},
  budget_used_up: need,
  price_unknown: need,
  broke: { error: text },
});

export const jobCommands = {
  accept: command({
    takes: { jobs: of<{ job: Inserted; idempotency?: IdempotencyKey | undefined; most_open?: number | undefined }[]>() },
    texts: 'many',
    answers: { taken: { answers: rest(oneAnswer) } },
  }),
  accept_batch: command({
    takes: {
      id: of<BatchId>(),
      fields: of<Fields>(),
      jobs: of<(Inserted & { index: number })[]>(),
      rejected: optional<string>(),
      idempotency: optional<IdempotencyKey>(),
      most_open: optional<number>(),
    },
    texts: 'many',
    answers: { accepted: batch, replayed: batch, reused: {}, full: {} },
  }),
  begin: command({
    takes: {
      id: of<string>(),
      run: of<string>(),
      pass: of<string>(),
      due: of<number>(),
      look: optional<true>(),
      fast_path: optional<{ timeline: string }>(),
    },
    answers: { begun, fast_path: begun, look: begun, missing: {}, stale: {}, ended: {}, unfunded: {}, awaits_source: {} },
  }),
  note_look: command({
    takes: {
      id: of<JobId>(),
      run: of<string>(),
      fence: of<string>(),
      polls: of<string>(),
      pass: of<string>(),
      at: of<string>(),
      due: of<number>(),
    },
    answers: { noted: {}, overtaken: {} },
  }),
  intent: command({
    takes: { ...ofPass, intent: of<string>(), timeline: of<string>(), look: optional<string>(), pause: of<string>() },
    answers: { new: {}, exists: {}, canceled: {}, no_slot: {}, paused: {}, in_doubt: {}, fenced: {} },
  }),
  settle: command({
    takes: { ...ofPass, intent: of<string>(), change: of<Written>(), claim: optional<Claim>() },
    texts: 'optional',
    answers: { settled: {}, settled_for_another: {}, late: {}, taken: {} },
  }),
  advance: command({
    takes: { ...ofPass, change: of<Written>() },
    texts: 'optional',
    answers: { advanced: {}, fenced: {} },
  }),
  stop: command({
    takes: {
      id: of<string>(),
      status: of<'canceled' | 'expired'>(),
      event: of<JobEventType>(),
      timeline: of<string>(),
      asked: of<string>(),
      pass: of<string>(),
      idempotency: optional<ActionKey>(),
      audit: optional<AuditNote>(),
    },
    answers: { stopped: record, asked: record, ended: record, missing: {}, replayed: record, reused: record },
  }),
  restart: command({
    takes: { ...decided, claim: optional<Claim>(), idempotency: optional<ActionKey>() },
    answers: { restarted: record, changed: {}, taken: {}, missing: {}, ...replay, ...short },
  }),
  end_held: command({
    takes: { ...decided, idempotency: optional<ActionKey>() },
    answers: { ended: record, changed: {}, missing: {}, ...replay },
  }),
  change_job: command({
    takes: decided,
    texts: 'one',
    answers: { changed: record, moved: {}, missing: {} },
  }),
  remove_job: command({
    whenFull: 'frees',
    takes: { id: of<string>(), most: of<number>(), keep: optional<true>(), audit: optional<AuditNote>() },
    answers: { removed: { type: textAs<JobType>(), run: number }, more: {}, not_finished: {}, missing: {} },
  }),
  expire: command({
    takes: { most: of<number>(), timeline: of<string>() },
    answers: { expired: { looked: number, faraway: rest(reminder) } },
  }),
  tend_sources: command({
    takes: { most: of<number>(), most_woken: of<number>() },
    answers: { tended: { more: flag } },
  }),
  retire: command({
    whenFull: 'frees',
    takes: { before: of<number>(), most: of<number>() },
    answers: { retired: { left: oneOf('more', 'all'), gone: rest(reminder) } },
  }),
  claim: command({
    takes: { idempotency: optional<ActionKey>(), found: optional<string>(), audit: optional<AuditNote>() },
    answers: { claimed: {}, ...replay },
  }),
  page: command({
    whenFull: 'reads',
    takes: {
      indexes: of<string[]>(),
      most: of<number>(),
      after: optional<{ created_at: number; id: string }>(),
      from: optional<number>(),
      to: optional<number>(),
    },
    answers: { page: { lists: rest(rows({ id: text, created_at: number })) } },
  }),
  owners: command({
    whenFull: 'reads',
    takes: { kind: of<'getty' | 'asset'>(), ids: of<string[]>() },
    answers: { owners: { owners: rest(row({ id: text, tenant: textAs<Tenant>(), job: orNull(textAs<JobId>()) })) } },
  }),
  note_assets: command({
    takes: { most: of<number>() },
    answers: { more: {}, done: {} },
  }),
  durability: command({
    takes: { durable: of<boolean>() },
    answers: { noted: {} },
  }),
  prepared: command({
    takes: { run_id: of<string>(), compared: optional<true>() },
    answers: { prepared: {} },
  }),
};
