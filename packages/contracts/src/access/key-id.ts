import { z } from 'zod';

/** `key_` and 32 hex digits. */
export const KeyId = z
  .string()
  .regex(/^key_[0-9a-f]{32}$/, 'must be a key id')
  .brand<'KeyId'>()
  .meta({ id: 'KeyId', description: 'The id of an API key. It is no secret.', examples: ['key_0199f2a4c1d07b6c9e5f3a2b1c0d4e62'] });
export type KeyId = z.infer<typeof KeyId>;
