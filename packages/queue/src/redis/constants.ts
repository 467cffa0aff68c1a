import { FINAL_STATUSES, isFinal, JobStatus, type BillingState } from '@darkroom/contracts';

/**
 * What TypeScript and the Lua commands both need to know. `command-scripts.ts` writes each of them, under its name here, as a local before every
 * script that uses it. Changing one changes what processes of different versions do side by side.
 */

/** How far a tenant's feed reaches back. */
export const FEED_KEPT_MS = 72 * 3_600_000;

/** So long before a download is gone, at Getty or here, its tenant has an event, if it is not archived. */
export const WARNED_BEFORE_MS = 7 * 86_400_000;

/** How long the audit is kept: 13 months, of which none is longer than 397 days. */
export const AUDIT_KEPT_MS = 397 * 86_400_000;

/** How long it is remembered which tenant made a generation or a file at Getty, after its job was removed: 13 months. */
export const OWNERS_KEPT_MS = 397 * 86_400_000;

/** How many generations may be pending at Getty before anything is known of its limit, see pending_limit.lua. */
export const START_PENDING = 8;

/** The pause that is on while Getty is away; it holds up everything. */
export const GETTY_AWAY = 'getty_away';

/** Lines for turns in the query budget, see turns.lua. */
export const POLLS = 'turn.poll';
export const SLOTTED = 'turn.slot';
export const PAID = 'turn.paid';

/** The consumer group of the event log by which deliveries are made: nothing is trimmed or retired before it has handled it. */
export const NOTIFIER_GROUP = 'notifier';

/** How a job's list of calls writes the bill of each, and how it is read, see bill.lua. */
export const BILLING_LETTERS: Record<BillingState, string> = { not_charged: 'n', charged: 'c', may_be_charged: 'm', unknown: 'u' };
export const BILLING_STATES = Object.fromEntries(Object.entries(BILLING_LETTERS).map(([state, letter]) => [letter, state]));

/** The statuses of jobs that have ended, and of those that count as open. */
export const FINAL = Object.fromEntries(FINAL_STATUSES.map((status) => [status, true]));
export const OPEN = JobStatus.options.filter((status) => !isFinal(status));

/** The deadline of a job while it does not run: the last instant of JavaScript. */
export const NO_DEADLINE = 8_640_000_000_000_000;

/** How long a job may stay unsent without a deadline from its caller, in ms. */
export const UNSENT_MS = 24 * 3_600_000;

/**
 * How a packed event writes the fields of its job (format 2): each with its letter, and none where it has its usual value. Letters, usual values and
 * offsets of times stay what they are, or the version of packed events changes: entries are kept for three days.
 */
export const EVENT_FIELDS: readonly [field: string, letter: string][] = [
  ['type', 't'],
  ['status', 's'],
  ['updated_at', 'u'],
  ['reason', 'r'],
  ['run', 'n'],
  ['seq', 'q'],
  ['attempts', 'a'],
  ['refusals', 'f'],
  ['lost_calls', 'l'],
  ['polls', 'p'],
  ['last_status', 'h'],
  ['getty_id', 'g'],
  ['accepted_at', 'A'],
  ['billing', 'b'],
  ['because', 'w'],
  ['calls', 'c'],
  ['cancel', 'x'],
  ['deadline_at', 'D'],
  ['error', 'e'],
  ['downloads', 'd'],
  ['parent_id', 'P'],
  ['batch_id', 'B'],
  ['created_at', 'C'],
  ['submitted_at', 'S'],
  ['finished_at', 'F'],
  ['images_expire_at', 'I'],
  ['resume_at', 'R'],
  ['submitted_by', 'k'],
  ['archive', 'v'],
];
/** Times are written as ms since the job was written and this much later, which is what they mostly are. */
export const EVENT_TIMES: Record<string, number> = {
  updated_at: 0,
  accepted_at: 0,
  deadline_at: UNSENT_MS,
  created_at: 0,
  submitted_at: 0,
  finished_at: 0,
  images_expire_at: 183 * 86_400_000,
  resume_at: 0,
};
export const EVENT_USUAL: Record<string, string> = {
  run: '1',
  attempts: '1',
  billing: 'charged',
  because: 'getty_accepted',
  last_status: '200',
};

/** What is stored of a submission's idempotency key and of its body's fingerprint (base64url): 72 bits tell keys apart, 66 bodies under one key. */
export const SHORT_KEY_LETTERS = 12;
export const SHORT_FINGERPRINT_LETTERS = 11;
