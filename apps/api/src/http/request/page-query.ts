import { z } from 'zod';

/** The most entries of a page, converted from the text of a query. */
export function pageLimit(byDefault: number) {
  return z
    .string()
    .regex(/^([1-9]\d?|100)$/, 'must be a whole number from 1 to 100')
    .transform(Number)
    .default(byDefault)
    .meta({
      description: `How many at most. Default ${byDefault}.`,
      type: 'integer',
      minimum: 1,
      maximum: 100,
      pattern: undefined,
    });
}

/** The two fields that every list's query has. */
export const pageQuery = {
  limit: pageLimit(25),
  cursor: z.string().max(128).optional().describe('The `next_cursor` of the previous page.'),
};
