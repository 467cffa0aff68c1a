import type { JobType, PaidCall, TimelineEvent } from '@darkroom/contracts';
import type { GettyErrorName } from '@darkroom/getty';

import { capitalized, counted, spaced } from '../text/text.ts';

/** An entry of a job's timeline; what it holds besides depends on the event. */
export type Entry = { at: string; event: TimelineEvent; call?: PaidCall; because?: string; last_at?: string } & Record<string, unknown>;

/** What a timeline entry says. A server of a later version may send an event that this page does not know. */
export function sentence(entry: Entry, type: JobType = 'generation'): string {
  return SENTENCES[entry.event]?.(entry, type) ?? capitalized(spaced(entry.event));
}

const SENTENCES: Record<TimelineEvent, (entry: Entry, type: JobType) => string> = {
  accepted: () => 'Taken in',
  waiting_for_slot: (_entry, type) => (type === 'download' ? 'Waits for another download of the image' : 'Waits for a free slot at Getty'),
  submitting: ({ call }, type) => SUBMITTING[call ?? (type === 'download' ? 'start_download' : 'generate')] ?? 'Sends the call to Getty',
  accepted_by_getty: ({ because }) => (because?.startsWith('found') ? 'Found at Getty: it had been accepted' : 'Getty accepted it'),
  not_sent: () => 'The call was not sent',
  not_taken: () => 'Getty did not take the call',
  sent_again: () => 'Sends it again, as the caller asked',
  refused: () => 'Getty refused',
  outcome_unknown: () => 'The call ended without a clear answer',
  looked_up: ({ found }) => (found === false ? 'Looked at Getty: not there' : 'Could not look at Getty'),
  polled: ({ count, status }) => `${counted(Number(count ?? 1), 'poll')}: ${status === 202 ? 'not ready yet' : 'no result'}`,
  held: () => 'Held: needs a decision',
  succeeded: ({ images, blocked, downloads }) =>
    [
      'Succeeded',
      images && `with ${counted(Number(images), 'image')}`,
      blocked && `(${Number(blocked)} blocked)`,
      downloads && `and started ${counted(Number(downloads), 'download')}`,
    ]
      .filter(Boolean)
      .join(' '),
  failed: () => 'Failed',
  cancel_requested: () => 'Somebody asked to cancel',
  canceled: () => 'Canceled',
  changed: ({ fields }) => (Array.isArray(fields) ? `Changed: ${fields.map(String).map(spaced).join(', ')}` : 'Changed'),
  expired: () => 'Expired',
  resolved: ({ action }) => RESOLVED[String(action)] ?? 'Resolved',
  retried: ({ from }) => (from === 'poll' ? 'Retried: asks Getty again, free of charge' : 'Retried from the start'),
  crash_loop: () => 'Ended: it kept crashing its worker',
  webhook: ({ attempt, status }) =>
    // Ended before a first try: its endpoint was disabled or deleted.
    attempt === undefined
      ? 'Webhook: not sent'
      : `Webhook, try ${Number(attempt)}: ${status === undefined ? 'no answer' : isTaken(status) ? 'delivered' : 'not taken'}`,
};

const SUBMITTING: Record<PaidCall, string> = {
  generate: 'Sends the generation to Getty',
  variation: 'Asks Getty for variations',
  refine: 'Asks Getty to refine the image',
  extend: 'Asks Getty to extend the image',
  object_removal: 'Asks Getty to remove an object',
  background_removal: 'Asks Getty to remove the background',
  background_replacement: 'Asks Getty to replace the background',
  background_generation: 'Asks Getty for a background',
  influence_color: 'Sends the generation with its colour reference to Getty',
  influence_composition: 'Sends the generation with its composition reference to Getty',
  start_download: 'Sends the download to Getty',
  redownload: 'Sends the re-download to Getty',
};

const RESOLVED: Record<string, string> = {
  retry: 'Resolved: sent again',
  fail: 'Resolved: given up',
  adopt: 'Resolved: goes on with what Getty has',
};

const FAILURES: Record<GettyErrorName, string> = {
  RetryableError: 'no usable answer',
  ThrottledError: 'a limit was reached',
  ConflictError: 'another call was under way',
  NotFoundError: 'Getty does not have it',
  GoneError: 'Getty no longer has it',
  TerminalError: 'the request is not accepted',
  UnknownOutcomeError: 'whether Getty accepted it is unknown',
  AuthError: 'key or token refused',
};

/** The error of an entry. Entries about Getty have the name of a class; those about webhooks have a text. */
export function failureWords(error: string): string {
  return Object.hasOwn(FAILURES, error) ? FAILURES[error as GettyErrorName] : `error ${spaced(error)}`;
}

/** Whether a webhook's receiver answered 2xx. */
export function isTaken(status: unknown): boolean {
  return typeof status === 'number' && status >= 200 && status < 300;
}
