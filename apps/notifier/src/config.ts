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
  /** For health and metrics. Unset: 3003, or any free port where that is taken. */
  PORT: Port.optional(),
  /** The first secret of an only tenant for the webhooks that its jobs and batches name; other tenants have their own. */
  WEBHOOK_SECRET: WebhookSecret.optional(),
  /** Who has keys of the API, where it is known here: only an only tenant is given WEBHOOK_SECRET. */
  DARKROOM_API_KEYS: ApiKeys.optional(),
  /** Opens the secrets of endpoints and tenants. Unset: webhooks to endpoints wait, and so do those of tenants without WEBHOOK_SECRET. */
  DARKROOM_ENCRYPTION_KEY: EncryptionKey.optional(),
  /** How long after a failed try the next one is made; there is one try more than there are delays. */
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
  /** How long nothing may succeed at an endpoint until it is disabled. */
  WEBHOOK_DISABLE_AFTER: Duration.default(5 * 24 * HOURS),
  /** Lets webhooks reach loopback, private and other addresses that are not public. */
  WEBHOOK_ALLOW_PRIVATE_NETWORKS: Flag.default(false),
  /** Tries under way at the same time in this process. */
  CONCURRENCY: integer(1, 1_000).default(20),
});
export type Config = z.infer<typeof Config>;

/** @throws SettingsError naming every wrong or unknown variable */
export function readConfig(environment: Environment): Config {
  return readSettings(Config, environment);
}
