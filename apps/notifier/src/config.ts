import { Durations, Flag, integer, Port, readSettings, sharedSettings, type Environment } from '@darkroom/runtime';
import { z } from 'zod';

const SECONDS = 1_000;
const MINUTES = 60 * SECONDS;
const HOURS = 60 * MINUTES;

/** A secret as Standard Webhooks writes it. Its bounds: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
const WebhookSecret = z.string().refine((secret) => {
  const [, base64] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? [];
  const bytes = Buffer.from(base64 ?? '', 'base64');
  return bytes.length >= 24 && bytes.length <= 64 && bytes.toString('base64') === base64;
}, 'must be whsec_ followed by 24 to 64 random bytes in base64');

const Config = z.object({
  ...sharedSettings,
  /** For health and metrics. Unset: 3003, or any free port where that is taken. */
  PORT: Port.optional(),
  /** Signs the webhooks that jobs name themselves. */
  WEBHOOK_SECRET: WebhookSecret,
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
