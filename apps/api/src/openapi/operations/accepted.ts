import { Job } from '@darkroom/contracts';

import type { Answer } from '../operation.ts';

/** A 202 with the address of the job. */
export function accepted(says: string, summary: string, value: unknown): Answer {
  return { says, headers: { Location: 'always', 'Retry-After': 'sometimes' }, json: Job, examples: { job: { summary, value } } };
}
