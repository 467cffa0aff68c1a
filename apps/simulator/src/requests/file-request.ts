import { z } from 'zod';

const CATEGORIES = ['ImageReference', 'CustomerProduct'] as const;
export const Category = z.enum(CATEGORIES, `must be one of ${CATEGORIES.join(', ')}`);
export type Category = z.infer<typeof Category>;

/** A file may be registered only by who claims the rights to it. */
export const FileRequest = z.strictObject({
  url: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }),
  rights_claimed: z.literal(true, 'must be true'),
  category: Category,
});
export type FileRequest = z.infer<typeof FileRequest>;

export const FileListQuery = z.strictObject({
  page: z.coerce.number().int().min(1).max(2_147_483_647).default(1),
  page_size: z.coerce.number().int().min(1).max(1_000).default(50),
});

export const EnhanceRequest = z.strictObject({ prompt: z.string().trim().min(1) });
