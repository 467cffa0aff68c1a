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
