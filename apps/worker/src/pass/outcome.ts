import type { CallBilling, DownloadResult, GenerationResult, JobError, QueuedReason, TimelineEvent } from '@darkroom/contracts';
import type { Change, NewJob, Took } from '@darkroom/queue';

/**
 * What one pass over a job came to. Steps return these; `conclude.ts` alone turns them into transitions and reminders, so what follows
 * from each is read there, in one place.
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
  /** The outcome of a paid call cannot be found out: nothing more is spent until a person decides, or a late answer comes. */
  | (Learned & { kind: 'held'; error: JobError })
  /** Come back at `at` (ms): costs no attempt. */
  | (Learned & { kind: 'snoozed'; status: 'queued' | 'submitting' | 'waiting'; reason?: QueuedReason; at: number; leaveSlot?: boolean })
  /** In the fair line: woken when a slot is handed over, at `at` (ms) at the latest. Already recorded. */
  | { kind: 'waiting_for_slot'; at: number }
  /** In the line for a turn in the query budget: as above. */
  | { kind: 'waiting_for_turn'; at: number }
  /** Held up by a pause: woken when that is over, at `at` (ms) at the latest. Already recorded. */
  | { kind: 'parked'; at: number }
  /** Another worker, or a person, went on with this job: this pass has nothing to say. */
  | { kind: 'overtaken' };

/** What the pass learned on its way, whatever the outcome. */
export type Learned = {
  /** The intent of the paid call whose outcome this is. */
  settles?: string;
  /** The generation was found by what it shows: not to be taken where it may be another job's. */
  claim?: NonNullable<Change['claim']>;
  /** What the pass came to if the generation turns out to be another job's. */
  unclaimed?: Outcome;
  set?: Change['set'];
  billing?: CallBilling;
  took?: Took;
  remember?: NonNullable<Change['remember']>;
  /** The limit by which Getty refused the call of this pass, or the pause that its refusal begins. */
  refused?: NonNullable<Change['refused']>;
  pause?: NonNullable<Change['pause']>;
  /** The pause that holds the job up: it is woken when that is over, if that is before its time. */
  park?: NonNullable<Change['park']>;
  story?: Story;
};

/** What the timeline says: an event of the vocabulary, and what to say with it. */
export type Story = { event: TimelineEvent } & Record<string, unknown>;
