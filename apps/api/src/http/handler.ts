import type { Actor, ProblemCode, Scope, Tenant } from '@darkroom/contracts';
import type { Span } from '@darkroom/telemetry';
import type { Request, Response } from 'express';

/** Data about a request while it is served. */
export type Locals = {
  requestId: string;
  /** Set before every `/v1` route, by `authenticate` or by the login of the dashboard. */
  caller: Caller;
  /** The SHA-256 of the key, and how many requests it may make in a minute (null: the default); set with the caller. */
  keyDigest: string;
  rateLimit: number | null;
  /** The tenant of the key, or the one that an operator names. A call that covers `all_tenants` uses `tenantOrAll`. */
  tenant: Tenant;
  /** The body is long, so a refusal does not wait for the rest of it. */
  hasLongBody?: true;
  /** Additional fields of the request's log line: ids and codes, never bodies or headers. */
  noted: Noted;
  /** The request in its trace, where requests are traced. */
  span?: Span | undefined;
};

/** Who makes a request, and what they may do: an API key, or a person who has logged in to the dashboard. */
export type Caller = {
  /** As the audit shows it. `id`: of the key, or the name of the person. */
  actor: Actor & { type: 'key' | 'person' };
  /** What a key that the caller makes may be allowed to do. */
  scopes: ReadonlySet<Scope>;
  /** The caller covers all tenants: `DARKROOM_ADMIN_KEY`, or a person who is not limited to some. */
  isOperator: boolean;
  /** @throws ProblemError missing_scope or forbidden if the caller may not make this call */
  check(call: Call): void;
  /** Calls `onEnd` once the caller may no longer do what this scope allows, until the returned function is called. */
  follow(scope: Scope, onEnd: () => void): () => void;
  /** What a person says about the action, for the audit. */
  note?: string | undefined;
};

/** A call as its description names it, such as `POST /v1/jobs/:id/cancel`, with its scope. */
export type Call = { name: string; scope: Scope };

/** What stands as `submitted_by`: the id of a key, or `person:` and the name. */
export function submitterOf({ actor }: Caller): string {
  return actor.type === 'key' ? actor.id : `person:${actor.id}`;
}

export type Noted = {
  job_id?: string;
  batch_id?: string;
  endpoint_id?: string;
  delivery_id?: string;
  key_id?: string;
  reconciliation_id?: string;
  budget_id?: string;
  file_id?: string;
  upload_id?: string;
  accepted?: number;
  rejected?: number;
  outcome?: string;
  code?: ProblemCode;
  error?: unknown;
};

export type Answer = Response<unknown, Locals>;

/** The tenant that a call is limited to; null: all tenants, for an operator who named none. */
export function tenantOrAll({ locals }: Answer): Tenant | null {
  return (locals as Partial<Locals>).tenant ?? null;
}

/** Whether a thing is in the reach of a call: `tenant` null is an operator's, who named none. */
export function belongsTo(thing: { tenant: Tenant }, tenant: Tenant | null): boolean {
  return tenant === null || thing.tenant === tenant;
}

/** Errors are handled by `answer-problem.ts`. */
export type Handler = (request: Request, response: Answer) => void | Promise<void>;
