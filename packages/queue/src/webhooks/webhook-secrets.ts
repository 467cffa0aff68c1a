import { randomUUID } from 'node:crypto';

import type { Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import { auditNote } from '../audit/author.ts';
import type { By } from '../audit/by.ts';
import type { RunCommand } from '../lua/commands.ts';
import { readNumber, type Fields } from '../redis/fields.ts';
import type { Keys } from '../redis/keys.ts';
import { encodeIdempotency, ENDPOINT_KEYS_KEPT_MS, unlessReused } from '../idempotency/idempotency.ts';

/** The secrets for webhooks that jobs and batches name, one per tenant. They are sealed: this package cannot read them. */
export type WebhookSecrets = ReturnType<typeof createWebhookSecrets>;

/** `given`: it is the setting WEBHOOK_SECRET; `current` is then a copy of it, sealed without an owner, if a key was set. */
export type SealedWebhookSecret = {
  source: 'given' | 'made';
  current: string | null;
  previous: string | null;
  previousUntil: number | null;
  rotatedAt: number;
};

export function createWebhookSecrets({ redis, keys, run, now }: { redis: Redis; keys: Keys; run: RunCommand; now: () => number }) {
  /** The tenant's secret; the first time it takes WEBHOOK_SECRET or `made`, as `webhook_secret.lua` decides. null: neither is possible. */
  const ensure = async (
    tenant: Tenant,
    offered: { made: string | undefined; isGiven: boolean; isOnly: boolean | undefined },
  ): Promise<SealedWebhookSecret | null> => {
    const answer = await run('webhook_secret', {
      now: now(),
      tenant,
      made: offered.made,
      given: offered.isGiven ? '1' : undefined,
      only: offered.isOnly === undefined ? undefined : offered.isOnly ? '1' : '0',
    });
    return answer.code === 'none' ? null : decode(answer.mine, answer.given, now());
  };

  /** The same without creating one. */
  const read = async (tenant: Tenant): Promise<SealedWebhookSecret | null> => {
    const [mine, given] = await Promise.all([redis.hgetall(keys.webhookSecret(tenant)), redis.hgetall(keys.webhookSecretGiven)]);
    return mine['source'] ? decode(mine, given, now()) : null;
  };

  /** Sets a new secret for the tenant. `before`: its current one, sealed for it. `secret` is its current one. */
  const rotate = async (
    tenant: Tenant,
    next: { secret: string; before: string; overlapMs: number },
    by: By = {},
  ): Promise<{ secret: SealedWebhookSecret; replayed: boolean }> => {
    const at = now();
    const operation = {
      now: at,
      tenant,
      secret: next.secret,
      before: next.before,
      before_until: at + next.overlapMs,
      idempotency: encodeIdempotency(by.idempotency, randomUUID(), ENDPOINT_KEYS_KEPT_MS),
      audit: auditNote(by.author, { action: 'webhook_secret.rotate', target: { type: 'webhook_secret', id: tenant } }),
    };
    const answer = unlessReused(await run('rotate_webhook_secret', operation));
    return { secret: decode(answer.fields, {}, now()), replayed: answer.code === 'replayed' };
  };

  /** Publishes which tenants have API keys: WEBHOOK_SECRET is used only if there is one tenant. */
  const announceTenants = async (tenants: Tenant[]): Promise<void> => void (await redis.sadd(keys.tenantsWithKeys, ...tenants));

  /** Publishes that WEBHOOK_SECRET is set, with a sealed copy if there is a key. */
  const announceGiven = async (sealed: string | undefined): Promise<void> => {
    await redis.hset(keys.webhookSecretGiven, { set: '1', ...(sealed && { secret: sealed }) });
  };

  return { ensure, read, rotate, announceTenants, announceGiven };
}

function decode(mine: Fields, given: Fields, now: number): SealedWebhookSecret {
  const until = readNumber(mine['previous_until']);
  const isOver = until === null || until <= now;
  return {
    source: mine['source'] as SealedWebhookSecret['source'],
    current: (mine['source'] === 'given' ? given['secret'] : mine['secret']) ?? null,
    previous: isOver ? null : (mine['previous_secret'] ?? null),
    previousUntil: isOver ? null : until,
    rotatedAt: Number(mine['rotated_at']),
  };
}
