import { z } from 'zod';

import { JobId } from '../fields/ids.ts';
import { PreviewUrl } from './job.ts';
import { Instant } from './submission.ts';

/** One generation that Getty has and that may be what a held job's paid call made. */
export const Candidate = z
  .strictObject({
    generation_request_id: z.string().describe('What `resolve` with `adopt` takes.'),
    generated_at: Instant.nullable().describe('When Getty says that it was made.'),
    operation: z.literal('generate').describe('What was done.'),
    prompt: z.string().nullable(),
    notes: z.string().nullable(),
    preview_urls: z.array(PreviewUrl).describe('Small pictures of its images, where Getty shows them already.'),
    fit: z
      .enum(['certain', 'likely', 'possible'])
      .describe(
        '`certain`: it carries the mark of this very call. `likely`: of this job, or made at its time. `possible`: only the request agrees.',
      ),
    because: z.array(z.enum(['mark', 'prompt', 'product', 'time'])).describe('What agrees.'),
  })
  .meta({ id: 'Candidate', description: 'A generation at Getty that may be the one that a held job has paid for.' });
export type Candidate = z.infer<typeof Candidate>;

/** The answer of `GET /v1/jobs/{id}/candidates`. */
export const Candidates = z
  .strictObject({
    object: z.literal('candidates'),
    job_id: JobId,
    complete: z.boolean().describe("Whether all of Getty's history around the call was read. If not, what is missing may still be there."),
    data: z.array(Candidate).describe('The best fit first, at most 100.'),
  })
  .meta({ id: 'Candidates', description: 'What Getty has around the paid call of a held job.' });
export type Candidates = z.infer<typeof Candidates>;
