import { z } from 'zod';

import { Operation } from './operation.ts';

/**
 * The closed vocabularies of jobs, shared by writers (worker, api, notifier, Lua) and readers (OpenAPI, dashboard). A word that is not here
 * does not compile, and a test finds words that only Lua writes. For a new word add a line here and a row in the page named above its set.
 * Keep a word after its last writer is gone, since records contain it.
 */

/** The `error.code` of a failed or held job: docs/errors.md. */
export const JobErrorCode = z
  .enum([
    'content_blocked',
    'crash_loop',
    'getty_auth',
    'getty_conflict',
    'getty_refused',
    'getty_unavailable',
    'given_up',
    'gone',
    'no_images',
    'not_authorized',
    'not_found',
    'outcome_unknown',
    'quota_exceeded',
    'replaced',
    'source_failed',
    'upload_expired',
  ])
  .meta({ id: 'JobErrorCode', description: 'The code that a program should decide by when a job failed or is held (docs/errors.md).' });
export type JobErrorCode = z.infer<typeof JobErrorCode>;

/** How `billing.state` is known: docs/job-lifecycle.md. */
export const BillingBecause = z
  .enum([
    'adopted',
    'all_blocked',
    'already_under_way',
    'found_done',
    'found_in_history',
    'found_under_way',
    'getty_accepted',
    'getty_refused',
    'no_images',
    'not_taken',
    'nothing_sent',
    'outcome_unknown',
    'sent_again',
    'submitting',
  ])
  .meta({ id: 'BillingBecause', description: 'How the state of the bill is known (docs/job-lifecycle.md).' });
export type BillingBecause = z.infer<typeof BillingBecause>;

/** The `event` of a timeline entry: docs/job-lifecycle.md. The dashboard has a sentence for each (`browser/words/job/timeline.ts`). */
export const TimelineEvent = z
  .enum([
    'accepted',
    'accepted_by_getty',
    'cancel_requested',
    'canceled',
    'changed',
    'crash_loop',
    'expired',
    'failed',
    'held',
    'looked_up',
    'not_sent',
    'not_taken',
    'outcome_unknown',
    'polled',
    'refused',
    'resolved',
    'retried',
    'sent_again',
    'submitting',
    'succeeded',
    'waiting_for_slot',
    'webhook',
  ])
  .meta({ id: 'TimelineEvent', description: 'What happened to the job (docs/job-lifecycle.md).' });
export type TimelineEvent = z.infer<typeof TimelineEvent>;

/** Calls that cost money, as the timeline names them. */
export const PaidCall = z.enum([...Operation.options, 'start_download', 'redownload']);
export type PaidCall = z.infer<typeof PaidCall>;
