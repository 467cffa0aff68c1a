import type { JobType } from '@darkroom/contracts';

import { number, oneOf, row, text, textAs, words } from '../answers.ts';

/** The idempotency key of a submit, with the fingerprint of its body. */
export type IdempotencyKey = { key: string; fingerprint: string };

/** The idempotency key of an action, see idempotency.lua. `token`: unique for the command; `ms`: how long the key is kept. */
export type ActionKey = IdempotencyKey & { token: string; ms: number };

/** An entry of the audit, see audit.lua; made by audit/author.ts. The empty text stands for null. */
export type AuditNote = {
  once?: string | undefined;
  /** Absent: the command reads it. */
  tenant?: string | undefined;
  actor: string;
  actor_id: string;
  actor_name: string;
  action: string;
  target: string;
  target_id: string;
  ip: string;
  request_id: string;
  note: string;
  /** JSON. */
  changes: string;
};

/** The answers of `done_before` in idempotency.lua. */
export const replay = { replayed: { token: text, found: text }, reused: { token: text, found: text } };

/** A budget that a purchase takes from: its id and unit, and what is needed and left (units, or millionths of the currency). See `short_of`. */
export const need = { budget: text, unit: text, needs: number, left: number };

/** What a job's tenant's budgets say of it, see `admit` in funding.lua. */
export const verdict = oneOf('fits', 'waits', 'rejects', 'price_unknown');

/** Nothing was stored or changed: a budget has no room, or counts cost and the job has no price. */
export const short = { budget_used_up: { short: row(need) }, price_unknown: { short: row(need) } };

/** The reminder of a job's run, as `type run id`. */
export const reminder = words({ type: textAs<JobType>(), run: number, id: text });
