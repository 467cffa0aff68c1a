import { z } from 'zod';

import { REFUSAL_NAMES } from './refusals.ts';
import { TimingText } from './timing.ts';

const BeforeOrAfter = z.enum(['before', 'after'], 'must be before or after (the effect)');

/** Which of the images are blocked. */
const Blocked = z.union([z.literal('all'), z.array(z.int().min(0).max(3))], 'must be all, or a list of indexes from 0 to 3');

/** At most 4 GB. */
export const FileBytes = z.int().min(1).max(4_000_000_000);

/** Special behaviour of one call: the `then` of a scenario or a fault, or a prompt's `[sim:…]`. */
export const Behaviour = z.strictObject({
  /** Answers with this refusal. */
  status: z.enum(REFUSAL_NAMES, `must be one of ${REFUSAL_NAMES.join(', ')}`).optional(),
  /** Whether `status` replaces the effect or follows it. */
  when: BeforeOrAfter.optional(),
  /** Closes the connection without an answer. */
  drop: BeforeOrAfter.optional(),
  /** Never answers; the connection stays open. */
  hang: BeforeOrAfter.optional(),
  /** Damages the body of the answer, or of a file. */
  body: z.enum(['truncated', 'invalid_json'], 'must be truncated or invalid_json').optional(),
  /** Time until the effect, instead of the configured latency. */
  latency: TimingText.optional(),
  /** Time from the effect to the answer. */
  answer_delay: TimingText.optional(),
  /** Adds Retry-After to a refusal, in seconds. */
  retry_after_s: z.int().min(0).optional(),
  retry_after_as: z.enum(['seconds', 'date'], 'must be seconds or date').optional(),
  /** Operations, start_download: whether the first answer already has the result (200 instead of 202). */
  inline: z.boolean().optional(),
  /** Operations, start_download: duration of the work. */
  duration: TimingText.optional(),
  /** Operations: the images that are blocked. */
  blocked: Blocked.optional(),
  /** Operations: time until the generation appears in the history. */
  history_lag: TimingText.optional(),
  /** Operations: the history never shows the generation. */
  unlisted: z.boolean().optional(),
  /** start_download: the file is filled up to so many bytes. */
  file_bytes: FileBytes.optional(),
});
export type Behaviour = z.infer<typeof Behaviour>;
