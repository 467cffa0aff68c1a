import { z } from 'zod';

import { Metadata } from '../fields/metadata.ts';
import { resettable } from '../fields/optional.ts';
import { Instant, Priority } from './submission.ts';

/** The body of `PATCH /v1/jobs/{id}`: changes to a job that was not sent. Omitted fields stay; `null` resets a field. */
export const JobChange = z
  .strictObject({
    priority: resettable(Priority).describe('Before (positive) or after (negative) your other jobs. `null`: 0.'),
    deadline: resettable(Instant).describe('The job ends as `expired` if it has not ended by then. `null`: the default.'),
    run_at: resettable(Instant).describe('Do not send before this instant, at most 30 days ahead. `null`: at once.'),
    metadata: resettable(Metadata).describe('Replaces all metadata. `null`: none.'),
  })
  .meta({ id: 'JobChange', description: 'Changes to a job that was not sent.' });
export type JobChange = z.infer<typeof JobChange>;
