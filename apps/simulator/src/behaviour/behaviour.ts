import { z } from 'zod';

import { REFUSAL_NAMES } from '../refusals.ts';
import { TimingText } from './timing.ts';

const BeforeOrAfter = z.enum(['before', 'after'], 'must be before or after (the effect)');

/** Which of the four images are blocked. */
const Blocked = z.union([z.literal('all'), z.array(z.int().min(0).max(3))], 'must be all, or a list of indexes from 0 to 3');

/** What one call shall do instead of the usual. The `then` of a scenario, of a fault and of a prompt's `[sim:…]`. */
export const Behaviour = z.strictObject({
  /** Answers with this refusal. */
  status: z.enum(REFUSAL_NAMES, `must be one of ${REFUSAL_NAMES.join(', ')}`).optional(),
  /** Whether `status` comes instead of the effect or although it took place. */
  when: BeforeOrAfter.optional(),
  /** Cuts the connection without an answer. */
  drop: BeforeOrAfter.optional(),
  /** Never answers; the connection stays open. */
  hang: BeforeOrAfter.optional(),
  /** Spoils the body of the answer that would have been given. */
  body: z.enum(['truncated', 'invalid_json'], 'must be truncated or invalid_json').optional(),
  /** How long until the effect, instead of the latency set. */
  latency: TimingText.optional(),
  /** How long from the effect to the answer. */
  answer_delay: TimingText.optional(),
  /** Sends Retry-After with a refusal, in seconds. */
  retry_after_s: z.int().min(0).optional(),
  retry_after_as: z.enum(['seconds', 'date'], 'must be seconds or date').optional(),
  /** Generate, start_download: whether the first answer is already the result (200 instead of 202). */
  inline: z.boolean().optional(),
  /** Generate, start_download: how long the work takes. */
  duration: TimingText.optional(),
  /** Generate: the images withheld. */
  blocked: Blocked.optional(),
  /** Generate: how long until the generation shows in the history. */
  history_lag: TimingText.optional(),
});
export type Behaviour = z.infer<typeof Behaviour>;
