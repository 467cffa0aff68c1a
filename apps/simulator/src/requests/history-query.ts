import { z } from 'zod';

import { MEDIA_TYPES } from './fields.ts';

/** A date, with or without a time, as milliseconds since the Unix epoch. */
const Instant = z.iso
  .datetime({ offset: true, local: true })
  .or(z.iso.date())
  .transform((text) => Date.parse(text));

export const HistoryQuery = z.strictObject({
  date_start: Instant.default(-Infinity),
  date_end: Instant.default(Infinity),
  media_type: z.enum(MEDIA_TYPES).optional(),
  page: z.coerce.number().int().min(1).max(2_147_483_647).default(1),
  page_size: z.coerce.number().int().min(1).max(1_000).default(50),
  product_ids: z
    .union([z.string(), z.array(z.string())])
    .transform((ids) => [ids].flat().flatMap((list) => list.split(',').map(Number)))
    .optional(),
  company_generations: z.enum(['true', 'false']).optional(),
});
export type HistoryQuery = z.infer<typeof HistoryQuery>;
