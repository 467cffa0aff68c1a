import { z } from 'zod';

import { Metadata } from '../fields/metadata.ts';
import { resettable } from '../fields/optional.ts';
import { Instant, Priority } from './submission.ts';

/** The body of `PATCH /v1/jobs/{id}`: what is to change of a job that was not sent. What is left out stays; `null` takes it back. */
export const JobChange = z
  .strictObject({
    priority: resettable(Priority).describe('Before (positive) or after (negative) your other jobs. `null`: 0.'),
    deadline: resettable(Instant).describe('When it ends as `expired` unless it has ended. `null`: the default.'),
    run_at: resettable(Instant).describe('Not before this instant, at most 30 days ahead. `null`: at once.'),
    metadata: resettable(Metadata).describe('In place of all that was there. `null`: none.'),
  })
  .meta({ id: 'JobChange', description: 'What is to change of a job that was not sent.' });
export type JobChange = z.infer<typeof JobChange>;
