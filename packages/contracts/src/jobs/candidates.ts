import { z } from 'zod';

import { JobId } from '../fields/ids.ts';
import { Operation } from '../fields/operation.ts';
import { PreviewUrl } from './job.ts';
import { Instant } from './submission.ts';

/** A generation at Getty that the paid call of a held job may have made. */
export const Candidate = z
  .strictObject({
    generation_request_id: z.string().describe('What `resolve` with `adopt` takes.'),
    generated_at: Instant.nullable().describe('When it was made, as Getty reports it.'),
    operation: Operation.describe('What was done.'),
    prompt: z.string().nullable(),
    notes: z.string().nullable(),
    preview_urls: z.array(PreviewUrl).describe('Small pictures of its images, where Getty shows them already.'),
    fit: z
      .enum(['certain', 'likely', 'possible'])
      .describe(
        '`certain`: it carries the mark of this call. `likely`: it carries a mark of this job, or was made at that time by the same request. `possible`: the rest.',
      ),
    because: z.array(z.enum(['mark', 'prompt', 'product', 'source', 'time'])).describe('What agrees.'),
  })
  .meta({ id: 'Candidate', description: 'A generation at Getty that the paid call of a held job may have made.' });
export type Candidate = z.infer<typeof Candidate>;

/** The answer of `GET /v1/jobs/{id}/candidates`. */
export const Candidates = z
  .strictObject({
    object: z.literal('candidates'),
    job_id: JobId,
    complete: z
      .boolean()
      .describe("Whether all of Getty's history around the call was read. If not, a missing generation may still exist."),
    data: z.array(Candidate).describe('Best match first, at most 100.'),
  })
  .meta({ id: 'Candidates', description: 'Generations at Getty from around the paid call of a held job.' });
export type Candidates = z.infer<typeof Candidates>;
