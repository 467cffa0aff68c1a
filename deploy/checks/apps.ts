import { readConfig as readApi } from '@darkroom/api/config';
import { readConfig as readDashboard } from '@darkroom/dashboard/config';
import { readConfig as readNotifier } from '@darkroom/notifier/config';
import { readConfig as readWorker } from '@darkroom/worker/config';

import { readText } from './repository.ts';

/** Reads the settings of an app as its process does at its start. Each throws SettingsError. */
export const READ_CONFIG = { api: readApi, dashboard: readDashboard, notifier: readNotifier, worker: readWorker };

export type App = keyof typeof READ_CONFIG;
export const APPS = Object.keys(READ_CONFIG) as App[];

/** Every setting that has a row in the page of settings. Other tests compare that page with the code. */
export const SETTINGS = new Set(
  [...readText('docs/operations/settings.md').matchAll(/^\|([^|]*)\|/gm)].flatMap(([, names]) =>
    [...names!.matchAll(/`([A-Z0-9_]+)`/g)].map(([, name]) => name!),
  ),
);

/** A value of each secret setting that the processes accept. */
export const EXAMPLE_SECRETS: Readonly<Record<string, string>> = {
  REDIS_URL: 'rediss://:a-password@redis.example.com:6380',
  GETTY_API_KEY: 'a-getty-key',
  GETTY_API_SECRET: 'a-getty-secret',
  GETTY_REFRESH_TOKEN: 'a-refresh-token',
  DARKROOM_API_KEYS: 'acme:an-api-key',
  DARKROOM_ADMIN_KEY: 'an-admin-key',
  DARKROOM_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
  WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
  DASHBOARD_PASSWORD: 'a-password',
  OIDC_ISSUER: 'https://login.example.com',
  OIDC_CLIENT_ID: 'darkroom',
  OIDC_CLIENT_SECRET: 'a-client-secret',
  OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20a-token',
  AWS_ACCESS_KEY_ID: 'an-access-key',
  AWS_SECRET_ACCESS_KEY: 'a-secret-key',
  AWS_SESSION_TOKEN: 'a-session-token',
};
