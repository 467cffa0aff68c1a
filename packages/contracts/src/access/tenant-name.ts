import { z } from 'zod';

/** The name of a tenant: in `DARKROOM_API_KEYS`, in `Darkroom-Tenant`, and as a part of keys in Redis. */
export const TenantName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/, 'must be 1 to 63 letters, digits, _ or -, beginning with a letter or digit')
  .meta({ id: 'TenantName', description: 'The name of a tenant.', examples: ['acme'] });
