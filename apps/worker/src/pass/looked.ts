import type { DownloadAnswer, GenerationAnswer } from '@darkroom/getty';
import type { Look } from '@darkroom/queue';

import type { Pass } from './deps.ts';

/** What a poll found that was made before its pass began. */
export type Looked = LookedAt<'generation', GenerationAnswer> | LookedAt<'download', DownloadAnswer>;

export type LookedAt<Type, Answer> = {
  type: Type;
  /** What the pass that only looked was given. */
  look: Look;
  /** When Getty was asked, in ms. */
  askedAt: number;
  /** Returns the answer. @throws GettyError what the call threw */
  answer: () => Promise<Answer>;
};

/** What was found, if nothing happened to the job since; else the pass asks again. */
export function stillValid(looked: Looked | undefined, { record }: Pass): Looked | undefined {
  if (!looked) return undefined;
  const before = looked.look.record;
  const isSame =
    record.fence === before.fence + 1 &&
    record.polls === before.polls &&
    record.gettyId === before.gettyId &&
    record.slot === before.slot &&
    record.intent === null;
  return isSame ? looked : undefined;
}
