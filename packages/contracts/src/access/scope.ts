import { z } from 'zod';

/** What an API key may do. No scope includes another. */
export const Scope = z.enum(['read', 'submit', 'manage', 'webhooks', 'admin']).meta({
  id: 'Scope',
  description:
    'What an API key may do; no scope includes another. `read`: every GET that no other scope names. `submit`: generations, downloads and batches. `manage`: cancel, retry, resolve, change and remove jobs. `webhooks`: endpoints, deliveries and the webhook secret, their GETs included. `admin`: keys, budgets, audit and reconciliation, their GETs included.',
});
export type Scope = z.infer<typeof Scope>;

export const ALL_SCOPES: readonly Scope[] = Scope.options;
