import { z } from 'zod';

import { PreviewUrl } from '../jobs/job.ts';
import { FileId } from '../jobs/source.ts';
import { Instant, WebhookUrl } from '../jobs/submission.ts';

/** What a registered file may be used for. */
export const FileCategory = z.enum(['ImageReference', 'CustomerProduct']).meta({
  id: 'FileCategory',
  description: [
    "Getty's category of the file.",
    '* `ImageReference`: for `influence_color` and `influence_composition`.',
    '* `CustomerProduct`: the picture of a product, for `background_generation`.',
  ].join('\n'),
});
export type FileCategory = z.infer<typeof FileCategory>;

/** The body of `POST /v1/files`. */
export const FileRequest = z
  .strictObject({
    url: WebhookUrl.describe(
      'Where Getty finds the picture: `http://` or `https://`, on the public internet. It can be the URL of an upload.',
    ),
    rights_claimed: z
      .literal(true, 'must be true: Getty takes only files to which you have the rights')
      .describe('That you have the rights to this picture.'),
    category: FileCategory,
  })
  .meta({ id: 'FileRequest', description: 'A picture to register with Getty.' });
export type FileRequest = z.infer<typeof FileRequest>;

/** A file that a tenant registered with Getty. Named so because `File` is a global. */
export const RegisteredFile = z
  .strictObject({
    id: FileId,
    object: z.literal('file'),
    category: FileCategory,
    url: z.string().describe('The URL that was registered.'),
    rights_claimed: z.boolean(),
    preview_urls: z.array(PreviewUrl).describe("Getty's previews. Only in `GET /v1/files/{id}`; otherwise empty."),
    created_at: Instant,
  })
  .meta({ id: 'File', description: 'A picture that is registered with Getty.' });
export type RegisteredFile = z.infer<typeof RegisteredFile>;
