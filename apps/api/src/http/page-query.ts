import { z } from 'zod';

/** The two fields that every list's query has. */
export const pageQuery = {
  limit: z
    .string()
    .regex(/^([1-9]\d?|100)$/, 'must be a whole number from 1 to 100')
    .transform(Number)
    .default(25)
    // A query is text; what it stands for is a number.
    .meta({ description: 'How many at most; 25 where it is not given.', type: 'integer', minimum: 1, maximum: 100, pattern: undefined }),
  cursor: z.string().max(128).optional().describe('The `next_cursor` of the page before.'),
};
