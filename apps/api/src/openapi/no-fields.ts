import { NoFields } from '../http/idempotency/read-action.ts';
import type { Operation } from './operation.ts';

/** The body of an action that takes none. */
export const NO_FIELDS: NonNullable<Operation['body']> = {
  schema: NoFields,
  optional: true,
  examples: { empty: { summary: 'No fields', value: {} } },
};
