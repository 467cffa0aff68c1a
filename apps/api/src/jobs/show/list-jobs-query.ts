import {
  BatchId,
  BillingState,
  GenerationRequestId,
  Instant,
  JobId,
  JobStatus,
  JobType,
  Operation,
  QueuedReason,
} from '@darkroom/contracts';
import { searchableWords, type JobsWanted } from '@darkroom/queue';
import { z } from 'zod';

import { anyOf, gatherFields } from '../../http/request/list-query.ts';
import { pageQuery } from '../../http/request/page-query.ts';
import { validate } from '../../http/request/validate.ts';

/** As many as are read of a job. */
const MOST_METADATA = 8;

/** Not a `z.record`: that omits a field named `__proto__`, and then all jobs would match. */
const MetadataFilter = z.unknown().check((context) => {
  const { value } = context;
  const refuse = (message: string) => context.issues.push({ code: 'custom', input: value, message });
  if (typeof value !== 'object' || value === null) refuse('must name a field, as in metadata[order]=1');
  else if (Object.keys(value).length > MOST_METADATA) refuse(`must name at most ${MOST_METADATA} fields`);
}) as z.ZodType<Record<string, string>>;

const instant = z.string().pipe(Instant).transform(Date.parse);

/** The filters of `GET /v1/jobs`. A job must match all that are given. */
export const ListJobsQuery = z.strictObject({
  type: anyOf(JobType, 'Only generations, or only downloads.'),
  status: anyOf(JobStatus, 'Only jobs with this status now.'),
  reason: anyOf(QueuedReason, 'Only jobs that are queued for this reason.'),
  operation: anyOf(Operation, 'Only generations with this operation at Getty.'),
  billing: anyOf(BillingState, 'Only those with this bill.'),
  batch_id: BatchId.optional().describe('Only those of this batch.'),
  parent_id: JobId.optional().describe('Only the downloads of this generation.'),
  source_job_id: JobId.optional().describe('Only the generations made from this one.'),
  generation_request_id: GenerationRequestId.optional().describe(
    'Only the generation with this id at Getty, and the downloads of its images.',
  ),
  project_code: z.string().min(1).max(255).optional().describe('Only those under this project code.'),
  product_id: z
    .string()
    .regex(/^[1-9]\d{0,9}$/, 'must be a product id')
    .transform(Number)
    .optional()
    .meta({ description: 'Only those under this product.', type: 'integer', minimum: 1, pattern: undefined }),
  created_after: instant.optional().meta({ description: 'Only those created after this instant.', type: 'string', format: 'date-time' }),
  created_before: instant.optional().meta({ description: 'Only those created before this instant.', type: 'string', format: 'date-time' }),
  metadata: MetadataFilter.optional().meta({
    type: 'object',
    additionalProperties: { type: 'string' },
    maxProperties: MOST_METADATA,
    description:
      "Only jobs with this in their metadata: `metadata[order]=1`. The first 8 fields of a job's metadata that are text, numbers, true or false are searched.",
  }),
  q: z
    .string()
    .max(256)
    .refine((text) => searchableWords(text).length > 0, 'must hold a letter or a digit')
    .optional()
    .meta({
      description:
        "The id of a job or a batch; or Getty's id of a generation; or prefixes of words. Each prefix must match one of the first 20 distinct words of the prompt. Accents do not matter.",
      examples: ['red bicyc'],
    }),
  ...pageQuery,
});

/** Reads the filters of a query. @throws ProblemError invalid_request */
export function readListJobsQuery(query: Record<string, unknown>): Omit<JobsWanted, 'tenant'> {
  const asked = validate(ListJobsQuery, gatherFields(query, 'metadata'));
  return {
    types: asked.type,
    statuses: asked.status,
    reasons: asked.reason,
    operations: asked.operation,
    billing: asked.billing,
    batchId: asked.batch_id,
    parentId: asked.parent_id,
    sourceJobId: asked.source_job_id,
    gettyId: asked.generation_request_id,
    projectCode: asked.project_code,
    productId: asked.product_id,
    createdAfter: asked.created_after,
    createdBefore: asked.created_before,
    metadata: asked.metadata,
    search: asked.q,
    limit: asked.limit,
    cursor: asked.cursor,
  };
}
