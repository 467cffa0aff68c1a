import type { ArchiveRecord } from '@darkroom/queue';

/** What a pass over a copy has come to. Only `conclude-copy.ts` turns it into a transition and a reminder. */
export type CopyOutcome =
  /** The archive has it. */
  | { kind: 'stored'; archive: ArchiveRecord }
  /** What was to be removed is gone. */
  | { kind: 'removed' }
  /** Tried again with a growing delay. */
  | { kind: 'failed'; error: string }
  /** Getty no longer returns the file: never tried again. */
  | { kind: 'given_up'; error: string }
  /** Nothing was tried: no turn for a call to Getty, or the worker stops. */
  | { kind: 'put_off'; waitMs: number }
  /** Another worker has the copy, or its job was removed. */
  | { kind: 'lost' };

/** Another worker has the copy, or its job was removed: nothing may be put in place. */
export class LostCopyError extends Error {
  override readonly name = 'LostCopyError';
}

/** The worker stops. */
export class StoppingError extends Error {
  override readonly name = 'StoppingError';
}

/** Getty returns the file no more, except after a paid call. */
export class SourceGoneError extends Error {
  override readonly name = 'SourceGoneError';
}
