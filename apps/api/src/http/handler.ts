import type { ProblemCode, Tenant } from '@darkroom/contracts';
import type { Request, Response } from 'express';

/** Data about a request while it is served. */
export type Locals = {
  requestId: string;
  /** Set by `authenticate`, which precedes every `/v1` route. */
  tenant: Tenant;
  /** Identifies the API key without revealing it; set with the tenant. */
  keyId: string;
  /** Additional fields of the request's log line: ids and codes, never bodies or headers. */
  noted: Noted;
};

export type Noted = {
  job_id?: string;
  batch_id?: string;
  endpoint_id?: string;
  delivery_id?: string;
  accepted?: number;
  rejected?: number;
  outcome?: string;
  code?: ProblemCode;
  error?: unknown;
};

export type Answer = Response<unknown, Locals>;

/** Errors are handled by `answer-problem.ts`. */
export type Handler = (request: Request, response: Answer) => void | Promise<void>;
