import type { CallBilling, DownloadResult, GenerationResult, JobError, QueuedReason, TimelineEvent } from '@darkroom/contracts';
import type { Change, NewJob } from '@darkroom/queue';

/**
 * The result of one pass over a job. Steps return these; only `conclude.ts` turns them into transitions and reminders, so the consequences
 * of each are in one place.
 */
export type Outcome =
  | (Learned & {
      kind: 'succeeded';
      result: GenerationResult | DownloadResult;
      children?: NewJob[];
    })
  | (Learned & { kind: 'failed'; error: JobError })
  | (Learned & { kind: 'canceled'; keepSlotUntil?: number })
  | (Learned & { kind: 'expired' })
  /** The outcome of a paid call cannot be determined: nothing more is spent until an operator decides, or a late answer arrives. */
  | (Learned & { kind: 'held'; error: JobError })
  /** Come back at `at` (ms), without counting an attempt. */
  | (Learned & { kind: 'snoozed'; status: 'queued' | 'submitting' | 'waiting'; reason?: QueuedReason; at: number; leaveSlot?: boolean })
  /** In the fair line: woken when it gets a slot, at `at` (ms) at the latest. Already recorded. */
  | { kind: 'waiting_for_slot'; at: number }
  /** In the line for a turn in the query budget: woken as above. */
  | { kind: 'waiting_for_turn'; at: number }
  /** Delayed by a pause: woken when it ends, at `at` (ms) at the latest. Already recorded. */
  | { kind: 'parked'; at: number }
  /** Another worker or an operator continued with this job: this pass records nothing. */
  | { kind: 'overtaken' };

/** What the pass learned, with any outcome. */
export type Learned = {
  /** The intent of the paid call with this outcome. */
  settles?: string;
  /** The generation was found by its content: not to be taken if it may be another job's. */
  claim?: NonNullable<Change['claim']>;
  /** The outcome if the generation turns out to be another job's. */
  unclaimed?: Outcome;
  set?: Change['set'];
  billing?: CallBilling;
  processingTime?: NonNullable<Change['processingTime']>;
  remember?: NonNullable<Change['remember']>;
  /** The limit that refused the call of this pass, or the pause that the refusal starts. */
  refused?: NonNullable<Change['refused']>;
  pause?: NonNullable<Change['pause']>;
  /** The pause that delays the job: it is woken when that ends, if earlier than its time. */
  park?: NonNullable<Change['park']>;
  /** A call with an unknown outcome is sent again; without a unit of a budget the job is held instead, with this error. */
  sendsAgain?: { error: JobError };
  story?: Story;
};

/** A timeline entry: an event of the vocabulary, with its fields. */
export type Story = { event: TimelineEvent } & Record<string, unknown>;
