import { z } from 'zod';

/** The actions that the audit records. A new one needs a line here and a row in docs/audit.md. Keep a word after its last writer is gone. */
export const AuditAction = z
  .enum([
    'batch.cancel',
    'budget.delete',
    'budget.put',
    'delivery.redeliver',
    'endpoint.change',
    'endpoint.create',
    'endpoint.delete',
    'endpoint.read_secret',
    'endpoint.recover',
    'endpoint.rotate',
    'endpoint.test',
    'file.delete',
    'job.cancel',
    'job.change',
    'job.remove',
    'job.resolve',
    'job.retry',
    'key.change',
    'key.create',
    'key.revoke',
    'limit.try',
    'person.change',
    'person.create',
    'person.end_sessions',
    'person.invite',
    'person.login',
    'person.login_refused',
    'person.remove',
    'person.set_password',
    'reconciliation.start',
    'webhook_secret.read',
    'webhook_secret.rotate',
  ])
  .meta({ id: 'AuditAction', description: 'What was done (docs/audit.md).' });
export type AuditAction = z.infer<typeof AuditAction>;

export const ActorType = z.enum(['key', 'person', 'system']);
export type ActorType = z.infer<typeof ActorType>;

export const AuditTargetType = z.enum([
  'job',
  'batch',
  'endpoint',
  'delivery',
  'webhook_secret',
  'key',
  'budget',
  'person',
  'reconciliation',
  'file',
  'limit',
]);
export type AuditTargetType = z.infer<typeof AuditTargetType>;

/** Who did something. */
export const Actor = z
  .object({
    type: ActorType,
    id: z.string().describe('The id of the API key, or the name under which the person logged in.'),
    name: z.string(),
  })
  .meta({ id: 'Actor', description: 'Who did it: an API key, a person in the dashboard, or Darkroom itself.' });
export type Actor = z.infer<typeof Actor>;

/** Text, numbers, true, false, null, or a list of texts. */
const Plain = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]);

/** Fields with their values before and after; without values for a field whose values are not kept. */
export const AuditChanges = z.record(z.string(), z.object({ before: Plain.optional(), after: Plain.optional() })).meta({
  id: 'AuditChanges',
  description:
    'Changed fields, with the value before and after. A field whose values are not kept (secrets, `metadata`) is named without them. Of a URL, only the origin is kept.',
});
export type AuditChanges = z.infer<typeof AuditChanges>;

export const AuditEntry = z
  .object({
    id: z
      .string()
      .regex(/^aud_\d{1,15}-\d{1,19}$/)
      .describe('Later entries have later ids: compare both numbers.'),
    object: z.literal('audit_entry'),
    at: z.iso.datetime(),
    tenant: z
      .string()
      .nullable()
      .describe('The tenant that it concerns. `null`: none, as for a login. Only the operator sees these entries.'),
    actor: Actor,
    action: AuditAction,
    target: z.object({ type: AuditTargetType, id: z.string() }),
    ip: z.string().nullable().describe('Where the request came from, as `TRUST_PROXY` allows to know it.'),
    request_id: z.string().nullable().describe('The `X-Request-Id` of the request. Entries of one request share it.'),
    note: z.string().nullable().describe('The note that the caller gave.'),
    changes: AuditChanges,
  })
  .meta({ id: 'AuditEntry', description: 'Who did what, when and from where.' });
export type AuditEntry = z.infer<typeof AuditEntry>;
