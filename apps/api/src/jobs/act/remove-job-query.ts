import { z } from 'zod';

export const RemoveJobQuery = z.strictObject({
  keep_archive: z
    .enum(['true', 'false'], 'must be true or false')
    .default('false')
    .transform((text) => text === 'true')
    .describe('Keeps the files that the archive has of the job. A copy that is not finished is given up.'),
});
