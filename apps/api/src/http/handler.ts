import type { KeyId, ProblemCode, Scope, Tenant } from '@darkroom/contracts';
import type { Request, Response } from 'express';

/** Data about a request while it is served. */
export type Locals = {
  requestId: string;
  /** Set by `authenticate`, which precedes every `/v1` route. */
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
};

/** Who makes a request: its API key, and what this key may do. */
export type Caller = {
  key: { id: KeyId; name: string };
  scopes: ReadonlySet<Scope>;
  /** The key is `DARKROOM_ADMIN_KEY`: it covers all tenants. */
  isOperator: boolean;
};

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
