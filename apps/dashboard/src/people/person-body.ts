import { PersonName, PersonRole, TenantName } from '@darkroom/contracts';
import { z } from 'zod';

const MOST_TENANTS = 100;

const Tenants = z
  .array(TenantName)
  .min(1, 'must name at least one tenant')
  .max(MOST_TENANTS)
  .refine((tenants) => new Set(tenants).size === tenants.length, 'must name each tenant once')
  .nullable();

/** Addresses are compared without regard to capitals, as all large providers do. */
const Email = z
  .email('must be an e-mail address')
  .max(254)
  .transform((email) => email.toLowerCase())
  .nullable();
const Subject = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 printable characters')
  .nullable();

/** The body of `POST /data/people`. `tenants` null: all. `subject`: who they are at the provider of identities. */
export const PersonRequest = z.strictObject({
  name: PersonName,
  role: PersonRole,
  tenants: Tenants,
  email: Email.optional(),
  subject: Subject.optional(),
});

/** The body of `PATCH /data/people/{id}`. */
export const PersonChange = z.strictObject({
  role: PersonRole.optional(),
  tenants: Tenants.optional(),
  email: Email.optional(),
  subject: Subject.optional(),
  disabled: z.boolean().optional(),
});

/** The body of `POST /data/account/password`. */
export const PasswordChange = z.strictObject({ current: z.string().max(200), password: z.string().max(200) });

/** The body of `POST /data/account/end-sessions`. `keep_this`: all but the one that asks. */
export const EndSessions = z.strictObject({ keep_this: z.boolean() });
