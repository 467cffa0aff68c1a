import { randomUUID } from 'node:crypto';

import type { Tenant, WebhookSecretShown } from '@darkroom/contracts';
import type { Author, Store } from '@darkroom/queue';
import { SecretUnavailableError, type TenantSecret, type TenantSecrets } from '@darkroom/runtime';

import { authorOf } from '../http/author-of.ts';
import type { Handler } from '../http/handler.ts';
import { ProblemError } from '../http/problem.ts';

/** `GET /v1/webhook-secret`: what signs the webhooks that the tenant's jobs and batches name; made when it is first asked for. */
export function showWebhookSecret({ store, secrets }: { store: Store; secrets: TenantSecrets }): Handler {
  return async (request, response) => {
    const { tenant } = response.locals;
    const secret = await orUnavailable(secrets.secretOf(tenant));
    await noteRead(store, authorOf(request, response), tenant);
    response.json(presentSecret(secret));
  };
}

/** Each read is in the audit: when this fails, the secret is not shown. */
export function noteRead({ audit }: Pick<Store, 'audit'>, author: Author, tenant: Tenant): Promise<void> {
  const target = { type: 'webhook_secret', id: tenant } as const;
  return audit.note(author, { tenant, action: 'webhook_secret.read', target, once: randomUUID() });
}

export function presentSecret({ current, previousUntil, rotatedAt }: TenantSecret): WebhookSecretShown {
  return {
    object: 'webhook_secret',
    secret: current,
    previous_secret_expires_at: previousUntil === null ? null : new Date(previousUntil).toISOString(),
    rotated_at: new Date(rotatedAt).toISOString(),
  };
}

/** @throws ProblemError secrets_unavailable */
export async function orUnavailable<Result>(asked: Promise<Result>): Promise<Result> {
  try {
    return await asked;
  } catch (cause) {
    if (!(cause instanceof SecretUnavailableError)) throw cause;
    throw new ProblemError('secrets_unavailable', `The webhook secret cannot be used: ${cause.message}.`, { cause });
  }
}
