import type { ProblemCode, Tenant } from '@darkroom/contracts';
import type { Request, Response } from 'express';

/** What is known of a request while it is served. */
export type Locals = {
  requestId: string;
  /** Set by `authenticate`, which every `/v1` route lies behind. */
  tenant: Tenant;
  /** Names the API key without telling it; set with the tenant. */
  keyId: string;
  /** What the request's one log line says besides the ordinary: ids and codes, never bodies or headers. */
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

/** What throws or rejects ends in `answer-problem.ts`. */
export type Handler = (request: Request, response: Answer) => void | Promise<void>;
