import { Prices, WebhookSecret } from '@darkroom/contracts';
import {
  AdminKey,
  ApiKeys,
  archiveSettings,
  checkArchive,
  EncryptionKey,
  Flag,
  gettySettings,
  integer,
  Port,
  readSettings,
  sharedSettings,
  StopDuration,
  TrustProxy,
  type Environment,
} from '@darkroom/runtime';
import { z } from 'zod';

/** What the calls of the API need, wherever they are served. */
export const callsSettings = {
  /** API keys: key → tenant. Optional beside DARKROOM_ADMIN_KEY. */
  DARKROOM_API_KEYS: ApiKeys.optional(),
  /** The key of the operator, who covers all tenants and creates keys for them. */
  DARKROOM_ADMIN_KEY: AdminKey.optional(),
  /** The most open jobs of a tenant: accepted and not ended. */
  MAX_OPEN_JOBS: integer(1, 100_000_000).default(200_000),
  /** The most open answers per tenant in one process: streams of events, and submissions that wait. */
  MAX_OPEN_STREAMS: integer(1, 1_000_000).default(10_000),
  /** What paid calls cost, for `cost` in usage and budgets. Unset: cost is not known. */
  DARKROOM_PRICES: Prices.optional(),
  /** Encrypts the secrets of endpoints. Unset: none can be created. */
  DARKROOM_ENCRYPTION_KEY: EncryptionKey.optional(),
  /** The first secret of an only tenant for webhooks that its jobs name; other tenants have their own. */
  WEBHOOK_SECRET: WebhookSecret.optional(),
  /** Allows endpoints with non-public addresses. */
  WEBHOOK_ALLOW_PRIVATE_NETWORKS: Flag.default(false),
  ...archiveSettings,
  ...gettySettings,
  // Jobs are accepted without Getty; the api asks Getty only for new image URLs and download sizes.
  GETTY_API_KEY: gettySettings.GETTY_API_KEY.optional(),
  GETTY_API_SECRET: gettySettings.GETTY_API_SECRET.optional(),
};

const CallsConfig = z.object(callsSettings);
export type CallsConfig = z.infer<typeof CallsConfig>;

const Config = z.object({
  ...sharedSettings,
  PORT: Port.default(3000),
  /**
   * How long a stopping process goes on answering on its open connections. A client of a kept connection sends its next request within
   * moments, on a busy machine within seconds.
   */
  SHUTDOWN_DRAIN: StopDuration.default(5_000),
  /** The proxies that are trusted to report where a request comes from. */
  TRUST_PROXY: TrustProxy.default(false),
  /** How many requests each key may make in a minute. */
  API_RATE_LIMIT: integer(1, 100_000_000).default(60_000),
  ...callsSettings,
});

export type Config = z.infer<typeof Config>;

/** @throws SettingsError naming every wrong setting */
export function readConfig(environment: Environment): Config {
  return readSettings(Config, environment, (config) => [...checkKeys(config), ...checkArchive(config)]);
}

function checkKeys({ DARKROOM_API_KEYS: apiKeys, DARKROOM_ADMIN_KEY: adminKey }: Config): string[] {
  if (apiKeys === undefined && adminKey === undefined) return ['DARKROOM_API_KEYS: is required, unless DARKROOM_ADMIN_KEY is set'];
  return adminKey !== undefined && apiKeys?.has(adminKey) ? ['DARKROOM_ADMIN_KEY: is also a key in DARKROOM_API_KEYS'] : [];
}
