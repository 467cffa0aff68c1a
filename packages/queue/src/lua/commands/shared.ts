import type { JobType } from '@darkroom/contracts';

import { number, text, textAs, words } from '../answers.ts';

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

/** The reminder of a job's run, as `type run id`. */
export const reminder = words({ type: textAs<JobType>(), run: number, id: text });
