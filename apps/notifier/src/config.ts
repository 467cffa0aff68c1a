import { WebhookSecret } from '@darkroom/contracts';
import {
  ApiKeys,
  Duration,
  Durations,
  EncryptionKey,
  Flag,
  integer,
  Port,
  readSettings,
  sharedSettings,
  type Environment,
} from '@darkroom/runtime';
import { z } from 'zod';

const SECONDS = 1_000;
const MINUTES = 60 * SECONDS;
const HOURS = 60 * MINUTES;

const Config = z.object({
  ...sharedSettings,
  /** Port of health and metrics. Unset: 3003, or any free port if that is in use. */
  PORT: Port.optional(),
  /** The first secret of an only tenant for webhooks of its jobs and batches; other tenants have their own. */
  WEBHOOK_SECRET: WebhookSecret.optional(),
  /** The tenants with API keys, if known here: WEBHOOK_SECRET is used only if there is one tenant. */
  DARKROOM_API_KEYS: ApiKeys.optional(),
  /**
   * Decrypts the secrets of endpoints and tenants. Unset: webhooks to endpoints wait, and so do those of tenants without WEBHOOK_SECRET.
   */
  DARKROOM_ENCRYPTION_KEY: EncryptionKey.optional(),
  /** The pause after each failed try; there is one more try than there are delays. */
  WEBHOOK_RETRY_DELAYS: Durations.default([
    5 * SECONDS,
    5 * MINUTES,
    30 * MINUTES,
    2 * HOURS,
    5 * HOURS,
    10 * HOURS,
    14 * HOURS,
    20 * HOURS,
    24 * HOURS,
  ]),
  /** An endpoint without any success for this long is disabled. */
  WEBHOOK_DISABLE_AFTER: Duration.default(5 * 24 * HOURS),
  /** Allows webhooks to loopback, private and other non-public addresses. */
  WEBHOOK_ALLOW_PRIVATE_NETWORKS: Flag.default(false),
  /** Parallel tries in this process. */
  CONCURRENCY: integer(1, 1_000).default(20),
});
export type Config = z.infer<typeof Config>;

/** @throws SettingsError naming every wrong or unknown variable */
export function readConfig(environment: Environment): Config {
  return readSettings(Config, environment);
}
