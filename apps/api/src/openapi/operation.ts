import type { ProblemCode, Scope } from '@darkroom/contracts';
import type { z } from 'zod';

import type { AnswerHeader, RequestHeader } from './headers.ts';
import type { Tag } from './tags.ts';

/**
 * The description of a call: a plain object under its method and path, as in `routes.ts`, in a file under `operations/`.
 * `describe-operation.ts` adds what can be derived: the scope of the API key, problems of every call, problems of a body, of a query and of
 * `Idempotency-Key`, and `X-Request-Id`.
 */
export type Operation = {
  /** The name in generated clients: verb and noun, such as `cancelJob`. */
  id: string;
  tag: Tag;
  /** A few words, without a full stop. */
  summary: string;
  /** CommonMark. What a caller must know before the call. */
  description?: string;
  /** What the API key must be allowed to do; `open` needs no key. Routes enforce this: see `http/access/authorize.ts`. */
  scope: Scope | 'open';
  /** An operator who names no tenant gets it for all. Without this, such a request is refused. */
  covers?: 'all_tenants';
  /** A schema for each name in the path; its description (`.meta`) is shown. */
  path?: Record<string, z.ZodType>;
  /** The schema that validates the query; the descriptions of its fields are shown. */
  query?: z.ZodObject;
  headers?: RequestHeader[];
  body?: { schema: z.ZodType; optional?: true; examples: Examples };
  /** A body that is not JSON: its media type, and what it is. */
  binaryBody?: { type: string; says: string };
  /** Successful answers, by status. */
  answers: Record<number, Answer>;
  /** Additional problems that cannot be derived. */
  problems?: ProblemCode[];
};

export type Answer = {
  /** One sentence. */
  says: string;
  /** `always`: each answer with this status has it. */
  headers?: Partial<Record<AnswerHeader, 'always' | 'sometimes'>>;
  /** The schema of an `application/json` body. */
  json?: z.ZodType;
  examples?: Examples;
  /** Bodies that are not JSON: media type → an example. */
  text?: Record<string, string>;
};

/** Name → what it shows and the value, which has to be valid by the schema. */
export type Examples = Record<string, { summary: string; value: unknown }>;

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Keys are written as `POST /v1/jobs/:id/cancel`. */
export type Operations = Record<`${Method} /${string}`, Operation>;
