import { z } from 'zod';

import { GenerationRequestId } from '../fields/getty-id.ts';
import { BatchId, JobId } from '../fields/ids.ts';
import { BillingState, JobStatus, JobType, QueuedReason } from './job.ts';
import { Operation } from '../fields/operation.ts';
import { optional } from '../fields/optional.ts';
import { ProblemCode } from '../http/problem.ts';
import { Instant } from './submission.ts';

/** The same action for many jobs: `POST /v1/jobs/cancel` and `POST /v1/jobs/retry`. */

const MOST_JOBS = 1_000;
const MOST_METADATA = 8;
/** One wrong id must not stop the action on the other jobs: it is refused alone, as a job that does not exist. */
const MOST_ID_LETTERS = 128;

/** Matches any of the given values: one value, a list, or values separated by commas as in a query. */
function oneOrMore<Words extends Record<string, string>>(words: z.ZodEnum<Words>) {
  const isWord = (text: string): text is Words[keyof Words] => words.safeParse(text).success;
  const one = `(${words.options.join('|')})`;
  const withCommas = z
    .string()
    .refine((text) => text.split(',').every(isWord))
    .transform((text) => text.split(',').filter(isWord))
    .meta({ pattern: `^${one}(,${one})*$` });
  return optional(
    z.union(
      [withCommas, z.array(words).min(1).max(words.options.length)],
      `must be one of ${words.options.join(', ')}, or several in a list or separated by commas`,
    ),
  );
}

function isScalar(field: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof field);
}

/** Not a `z.record`: that omits a field named `__proto__`, and then all jobs would match. */
const MetadataFilter = z
  .unknown()
  .check(({ value, issues }) => {
    const fields = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.values(value) : [];
    if (fields.length > 0 && fields.length <= MOST_METADATA && fields.every(isScalar)) return;
    issues.push({ code: 'custom', input: value, message: `must be an object of 1 to ${MOST_METADATA} texts, numbers, true or false` });
  })
  .meta({ type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] } }) as z.ZodType<
  Record<string, string | number | boolean>
>;

/** The filter of `GET /v1/jobs` as JSON. A job must match every field. */
export const BulkFilter = z
  .strictObject({
    type: oneOrMore(JobType),
    status: oneOrMore(JobStatus),
    reason: oneOrMore(QueuedReason),
    operation: oneOrMore(Operation),
    billing: oneOrMore(BillingState),
    batch_id: optional(BatchId),
    parent_id: optional(JobId),
    source_job_id: optional(JobId),
    generation_request_id: optional(GenerationRequestId),
    project_code: optional(z.string().min(1).max(255)),
    product_id: optional(z.int().min(1).max(2_147_483_647)),
    created_after: optional(Instant),
    created_before: optional(Instant),
    metadata: optional(MetadataFilter),
    q: optional(
      z
        .string()
        .max(256)
        .regex(/[\p{L}\p{N}]/u, 'must hold a letter or a digit'),
    ),
  })
  .refine((filter) => Object.values(filter).some((asked) => asked !== undefined), {
    error: 'must not be empty: name what the jobs have in common',
    when: ({ issues }) => issues.length === 0,
  })
  .meta({ id: 'BulkFilter', description: 'Which jobs, with the filters of the query of `GET /v1/jobs`.' });
export type BulkFilter = z.infer<typeof BulkFilter>;

export const BulkRequest = z
  .strictObject({
    ids: optional(
      z
        .array(z.string().min(1).max(MOST_ID_LETTERS))
        .min(1)
        .max(MOST_JOBS)
        .refine((ids) => new Set(ids).size === ids.length, 'must not name a job twice')
        .meta({ uniqueItems: true }),
    ).describe('Up to 1,000 jobs. Give this or `filter`.'),
    filter: optional(BulkFilter).describe('All jobs that match, up to 1,000 a call. Give this or `ids`.'),
    cursor: optional(z.string().max(128)).describe('With `filter`: the `next_cursor` of the previous call.'),
    dry_run: optional(z.boolean()).describe('Reports what the action would do, and changes nothing.'),
    confirm_cost: optional(z.boolean()).describe('For `retry`: also retry jobs that would be paid for again.'),
  })
  .refine((request) => (request.ids === undefined) !== (request.filter === undefined), {
    path: ['ids'],
    error: 'give either ids or filter',
    when: ({ value, issues }) => typeof value === 'object' && value !== null && issues.length === 0,
  })
  .refine((request) => request.cursor === undefined || request.filter !== undefined, {
    path: ['cursor'],
    error: 'is for a filter only',
    when: ({ value, issues }) => typeof value === 'object' && value !== null && issues.length === 0,
  })
  .meta({ id: 'BulkRequest', description: 'Which jobs to act on.', oneOf: [{ required: ['ids'] }, { required: ['filter'] }] });
export type BulkRequest = z.infer<typeof BulkRequest>;

/** The result for one job: `done`, `requested` (Getty still works on it and it will end), or `refused` with the error of a single call. */
export const BulkItem = z
  .discriminatedUnion('outcome', [
    z.strictObject({ id: JobId, outcome: z.literal('done') }).meta({ id: 'BulkDone' }),
    z.strictObject({ id: JobId, outcome: z.literal('requested') }).meta({ id: 'BulkRequested' }),
    z
      .strictObject({
        id: z.string().describe('The id as given in the request.'),
        outcome: z.literal('refused'),
        error: z.strictObject({ code: ProblemCode, detail: z.string() }),
      })
      .meta({ id: 'BulkRefused' }),
  ])
  .meta({ id: 'BulkItem', description: 'The result for one job.' });
export type BulkItem = z.infer<typeof BulkItem>;

export const BulkAction = z
  .strictObject({
    object: z.literal('bulk_action'),
    action: z.enum(['cancel', 'retry']),
    dry_run: z.boolean(),
    matched: z.int().describe('How many jobs this call covers.'),
    counts: z.strictObject({ done: z.int(), requested: z.int(), refused: z.int() }),
    cost: z
      .string()
      .nullable()
      .describe('What the jobs that run again pay for, their downloads included, as decimal text; null where a price is not known.'),
    data: z.array(BulkItem).describe('The result for each job.'),
    next_cursor: z.string().nullable().describe('More jobs match: call again with this as `cursor`.'),
  })
  .meta({ id: 'BulkAction', description: 'The result of an action for many jobs.' });
export type BulkAction = z.infer<typeof BulkAction>;
