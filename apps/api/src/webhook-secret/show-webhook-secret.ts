import type { WebhookSecretShown } from '@darkroom/contracts';
import { SecretUnavailableError, type TenantSecret, type TenantSecrets } from '@darkroom/runtime';

import type { Handler } from '../http/handler.ts';
import { ProblemError } from '../http/problem.ts';

/** `GET /v1/webhook-secret`: what signs the webhooks that the tenant's jobs and batches name; made when it is first asked for. */
export function showWebhookSecret({ secrets }: { secrets: TenantSecrets }): Handler {
  return async (_request, response) => {
    response.json(presentSecret(await orUnavailable(secrets.secretOf(response.locals.tenant))));
  };
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
