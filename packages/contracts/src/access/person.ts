import { z } from 'zod';

/** What people may do in the dashboard. Each role includes those before it. */
export const PersonRole = z.enum(['viewer', 'operator', 'admin']);
export type PersonRole = z.infer<typeof PersonRole>;

/** The name under which a person logs in. Only these letters, so that no two names look alike; capitals count as small ones. */
export const PersonName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._@+-]{0,99}$/i, 'must be 1 to 100 letters, digits or one of . _ @ + -, beginning with a letter or digit')
  .transform((name) => name.toLowerCase());
