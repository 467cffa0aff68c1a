import { formatDuration, showRedisUrl } from '@darkroom/runtime';

import type { Config } from '../config.ts';

/** A setting as the page shows it. `value` null: it is set, and secret; `is_set` false: it has its default, or there is none. */
export type ShownSetting = { name: string; value: string | null; is_secret: boolean; is_set: boolean };

type Name = keyof Config;

/** What is shown with its value. A new setting is not shown before it stands here, so that no secret gets out by mistake. */
const PLAIN = [
  'REDIS_URL_FILE',
  'REDIS_TLS_CA',
  'REDIS_PREFIX',
  'STORAGE_FORMAT',
  'LOG_LEVEL',
  'PORT',
  'TRUST_PROXY',
  'DASHBOARD_USER',
  'DASHBOARD_API_URL',
  'OIDC_ISSUER',
  'OIDC_CLIENT_ID',
  'MAX_OPEN_JOBS',
  'MAX_OPEN_STREAMS',
  'WEBHOOK_ALLOW_PRIVATE_NETWORKS',
  'GETTY_API_URL',
  'GETTY_AUTH_URL',
  'GETTY_PATH_PREFIX',
  'ARCHIVE_S3_ENDPOINT',
  'ARCHIVE_PREVIEWS',
  'AWS_REGION',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_SERVICE_NAME',
  'OTEL_TRACES_SAMPLER',
  'OTEL_TRACES_SAMPLER_ARG',
] as const satisfies Name[];

/** Of these it is only shown whether they are set. */
const SECRET = [
  'DASHBOARD_PASSWORD',
  'OIDC_CLIENT_SECRET',
  'DARKROOM_API_KEYS',
  'DARKROOM_ADMIN_KEY',
  'DARKROOM_ENCRYPTION_KEY',
  'WEBHOOK_SECRET',
  'GETTY_API_KEY',
  'GETTY_API_SECRET',
  'GETTY_REFRESH_TOKEN',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'OTEL_EXPORTER_OTLP_HEADERS',
] as const satisfies Name[];

/** The settings of this process as they are in effect, without secrets. */
export function shownSettings(config: Config): ShownSetting[] {
  const plain = PLAIN.map((name) => ({
    name,
    value: textOf(withoutLogin(config[name])),
    is_secret: false,
    is_set: config[name] !== undefined,
  }));
  const secret = SECRET.map((name) => ({ name, value: null, is_secret: true, is_set: config[name] !== undefined }));
  const others = [
    { name: 'REDIS_URL', value: showRedisUrl(config.REDIS_URL), is_secret: false, is_set: true },
    { name: 'SHUTDOWN_GRACE', value: formatDuration(config.SHUTDOWN_GRACE), is_secret: false, is_set: true },
    { name: 'ARCHIVE_URL', value: archiveOf(config), is_secret: false, is_set: config.ARCHIVE_URL !== undefined },
    {
      name: 'DARKROOM_PRICES',
      value: config.DARKROOM_PRICES?.currency ?? null,
      is_secret: false,
      is_set: config.DARKROOM_PRICES !== undefined,
    },
  ];
  return [...plain, ...others, ...secret].toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Where the archive is; null: there is none. */
export function archiveOf({ ARCHIVE_URL: place }: Pick<Config, 'ARCHIVE_URL'>): string | null {
  if (place === undefined) return null;
  return place.kind === 'file' ? `file://${place.root}` : `s3://${place.bucket}/${place.prefix}`;
}

/** An address without name, password and query. */
function placeOf(address: string): string {
  const { protocol, host, pathname } = new URL(address);
  return `${protocol}//${host}${pathname}`;
}

/** An address may have a name and password in it. */
function withoutLogin(value: unknown): unknown {
  return typeof value === 'string' && URL.canParse(value) && new URL(value).host !== '' ? placeOf(value) : value;
}

function textOf(value: unknown): string | null {
  if (value === undefined || typeof value === 'function') return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
