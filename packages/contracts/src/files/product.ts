import { z } from 'zod';

import { Instant } from '../jobs/submission.ts';

/** What a product may demand of requests. */
const demand = (what: string) => z.boolean().nullable().describe(`Whether requests must have ${what}. Null if Getty does not say.`);

/** A product of the account at Getty. */
export const Product = z
  .strictObject({
    id: z.int().describe('For `product_id`.'),
    object: z.literal('product'),
    name: z.string().nullable(),
    type: z.string().nullable(),
    status: z.string().nullable().describe("Getty's word, such as `active`."),
    expires_at: Instant.nullable(),
    requires: z
      .strictObject({
        product_id: z.boolean().describe('Whether requests must name a product: the account has several.'),
        project_code: demand('a `project_code`'),
        notes: demand('`notes`'),
      })
      .describe('What Getty demands of requests that this product pays.'),
  })
  .meta({ id: 'Product', description: 'A product of the account at Getty, and what it demands.' });
export type Product = z.infer<typeof Product>;

export const ProductPage = z
  .strictObject({ data: z.array(Product), next_cursor: z.null() })
  .meta({ id: 'ProductPage', description: 'All products of the account.' });
export type ProductPage = z.infer<typeof ProductPage>;
