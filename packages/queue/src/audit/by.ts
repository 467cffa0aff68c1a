import type { Author } from './author.ts';
import type { IdempotencyKey } from '../idempotency/idempotency.ts';

/** On whose behalf an action is done, and under which idempotency key. Without an author it is not in the audit. */
export type By = { author?: Author | undefined; idempotency?: IdempotencyKey | undefined };
