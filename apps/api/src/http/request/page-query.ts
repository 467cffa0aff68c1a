import { z } from 'zod';

/** How many a page may hold at the most. A query is text; what it stands for is a number. */
export function pageLimit(byDefault: number) {
  return z
    .string()
    .regex(/^([1-9]\d?|100)$/, 'must be a whole number from 1 to 100')
    .transform(Number)
    .default(byDefault)
    .meta({
      description: `How many at most; ${byDefault} where it is not given.`,
      type: 'integer',
      minimum: 1,
      maximum: 100,
      pattern: undefined,
    });
}

/** The two fields that every list's query has. */
export const pageQuery = {
  limit: pageLimit(25),
  cursor: z.string().max(128).optional().describe('The `next_cursor` of the page before.'),
};
