import { DryRun, Job } from '@darkroom/contracts';
import { z } from 'zod';

import { DRY_RUN } from '../examples/money.ts';
import type { Answer } from '../operation.ts';

/** A 202 with the address of the job. */
export function accepted(says: string, summary: string, value: unknown): Answer {
  return { says, headers: { Location: 'always', 'Retry-After': 'sometimes' }, json: Job, examples: { job: { summary, value } } };
}

const JobOrDryRun = z.discriminatedUnion('object', [Job, DryRun]);

/** What `Prefer: wait` and `dry_run` add to a submission. */
export function submitted({ 202: stored, ended }: { 202: Answer; ended: unknown }): Record<number, Answer> {
  return {
    200: {
      says: 'It has ended within `Prefer: wait`; or, with `dry_run`, what it would come to.',
      headers: { 'Preference-Applied': 'sometimes' },
      json: JobOrDryRun,
      examples: { ended: { summary: 'Ended', value: ended }, dryRun: { summary: 'With `dry_run`', value: DRY_RUN } },
    },
    202: { ...stored, headers: { ...stored.headers, 'Preference-Applied': 'sometimes' } },
  };
}
