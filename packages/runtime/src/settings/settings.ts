import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { z } from 'zod';

import { parseDuration } from './duration.ts';
import { parseRedisUrl, RedisUrlError } from './redis-url.ts';
import { readSecretFiles, SECRETS } from './secret-files.ts';
import { isUnknownTelemetry, telemetrySettings } from './telemetry-settings.ts';

/** Every setting of every process. All processes may get the same environment, so each must know the names of all. */
const KNOWN = new Set([
  'REDIS_URL',
  'REDIS_TLS_CA',
  'REDIS_PREFIX',
  'STORAGE_FORMAT',
  'PORT',
  'LOG_LEVEL',
  'GETTY_API_URL',
  'GETTY_AUTH_URL',
  'GETTY_PATH_PREFIX',
  'GETTY_API_KEY',
  'GETTY_API_SECRET',
  'GETTY_REFRESH_TOKEN',
  'GETTY_MAX_QPS',
  'GETTY_MAX_PENDING',
  'GETTY_PAID_TIMEOUT',
  'GETTY_HISTORY_SETTLE',
  'GETTY_NOTES',
  'DARKROOM_API_KEYS',
  'DARKROOM_ADMIN_KEY',
  'DARKROOM_ENCRYPTION_KEY',
  'DARKROOM_PRICES',
  'WEBHOOK_SECRET',
  'WEBHOOK_RETRY_DELAYS',
  'WEBHOOK_ALLOW_PRIVATE_NETWORKS',
  'WEBHOOK_DISABLE_AFTER',
  'DASHBOARD_USER',
  'DASHBOARD_PASSWORD',
  'DASHBOARD_API_URL',
  'OIDC_ISSUER',
  'OIDC_CLIENT_ID',
  'OIDC_CLIENT_SECRET',
  'CONCURRENCY',
  'RETENTION_DAYS',
  'PACK_AFTER',
  'SEARCH_INDEX',
  'SHUTDOWN_GRACE',
  'SHUTDOWN_DRAIN',
  'TRUST_PROXY',
  'API_RATE_LIMIT',
  'MAX_OPEN_JOBS',
  'MAX_OPEN_STREAMS',
  'ARCHIVE_URL',
  'ARCHIVE_S3_ENDPOINT',
  'ARCHIVE_PREVIEWS',
]);

/** Prefixes that only Darkroom uses: an unknown variable with one is a typing mistake, and stops the process. */
const OURS = ['GETTY_', 'DARKROOM_', 'WEBHOOK_', 'DASHBOARD_', 'ARCHIVE_', 'OIDC_'];

/** What the client and the command line read. They may stand in the shell that starts a process, and mean nothing to it. */
const OF_CALLERS = new Set(['DARKROOM_URL', 'DARKROOM_API_KEY', 'DARKROOM_TENANT', 'DARKROOM_WEBHOOK_SECRET']);

const SECRET_FILES = new Set(SECRETS.map((name) => `${name}_FILE`));

export type Environment = Readonly<Record<string, string | undefined>>;

export class SettingsError extends Error {
  constructor(problems: string[]) {
    super(`Darkroom cannot start with these settings:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'SettingsError';
  }
}

/**
 * Reads a process's settings from its environment, secrets also from files. An empty variable counts as unset. Messages name the variable, never its value, which
 * may be a secret. `checkTogether`: what is wrong with settings that are valid one by one. @throws SettingsError naming every wrong or unknown variable
 */
export function readSettings<Schema extends z.ZodObject>(
  schema: Schema,
  environment: Environment,
  checkTogether: (settings: z.infer<Schema>) => string[] = () => [],
): z.infer<Schema> {
  const files = readSecretFiles(environment, Object.keys(schema.shape));
  const given = Object.fromEntries(Object.entries(files.environment).filter(([, value]) => value !== undefined && value !== ''));
  if ('REDIS_URL_FILE' in schema.shape && environment['REDIS_URL_FILE']) given['REDIS_URL_FILE'] = environment['REDIS_URL_FILE'];
  const unknown = Object.keys(given).filter((name) => (isUnknownTelemetry(name) && !SECRET_FILES.has(name)) || isUnknown(name));
  const parsed = schema.safeParse(given);
  const problems = [
    ...unknown.map((name) => `${name}: no such setting`),
    ...files.problems,
    ...(parsed.error?.issues ?? []).map((issue) => {
      const name = String(issue.path[0]);
      return `${name}: ${name in given ? issue.message : 'is required'}`;
    }),
  ];
  if (parsed.success) problems.push(...checkTls(parsed.data), ...checkTogether(parsed.data));
  if (!parsed.success || problems.length > 0) throw new SettingsError(problems);
  return parsed.data;
}

const DAY_MS = 86_400_000;
/** Ten years: an instant so far from now is still a date. */
const LONGEST_MS = 3_650 * DAY_MS;
const TOO_LONG = 'must be at most 3650d';

/** A duration such as `90s`, `5m`, `1500ms`, as milliseconds. */
export const Duration = z.string().transform((text, context) => {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined) context.addIssue('must be a duration such as 500ms, 90s, 5m, 2h or 1d');
  else if (milliseconds > LONGEST_MS) context.addIssue(TOO_LONG);
  return milliseconds ?? z.NEVER;
});

/** How long a stop may take. A timer of Node that is longer than 24 days ends at once. */
export const StopDuration = Duration.refine((milliseconds) => milliseconds <= DAY_MS, 'must be at most 1d');

/** Durations separated by commas, as milliseconds: `5s,5m,30m`. */
export const Durations = z.string().transform((text, context) => {
  const durations = text.split(',').map((part) => parseDuration(part.trim()));
  if (durations.includes(undefined)) context.addIssue('must be durations separated by commas, such as 5s,5m,30m');
  else if (durations.some((duration) => duration! > LONGEST_MS)) context.addIssue(`each ${TOO_LONG}`);
  return durations as number[];
});

export const Port = integer(0, 65_535);
export const HttpUrl = z.string().refine(isUrlOf('http:', 'https:'), 'must be an http:// or https:// URL');
export const RedisUrl = z.string().transform((text, context) => {
  try {
    parseRedisUrl(text);
  } catch (error) {
    if (!(error instanceof RedisUrlError)) throw error;
    context.addIssue(error.message);
  }
  return text;
});
/** The path of a PEM file with certificates. */
export const CertificateFile = z.string().transform((path, context) => {
  const found = readCertificates(path);
  if (found !== undefined) context.addIssue(found);
  return path;
});
export const LogLevel = z.enum(
  ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
  'must be trace, debug, info, warn, error, fatal or silent',
);
export const Flag = z.enum(['true', 'false', '1', '0'], 'must be true or false').transform((text) => text === 'true' || text === '1');

/** `tenant:key,tenant:key`: key → tenant. A tenant may have several keys; a key belongs to one tenant. */
export const ApiKeys = z.string().transform((text, context) => {
  const keys = new Map<string, string>();
  for (const pair of text.split(',').map((part) => part.trim())) {
    const [, tenant, key] = /^([a-z0-9][a-z0-9_-]{0,62}):([\x21-\x2b\x2d-\x7e]{8,200})$/i.exec(pair) ?? [];
    if (!tenant || !key)
      context.addIssue(
        'must be tenant:key pairs separated by commas (tenant: letters, digits, _ and -; key: 8 to 200 printable characters)',
      );
    else if (keys.has(key)) context.addIssue(`gives one key twice (tenant ${tenant})`);
    else keys.set(key, tenant);
  }
  return keys;
});

/** The operator's key, of the same form as a tenant's. */
export const AdminKey = z.string().regex(/^[\x21-\x2b\x2d-\x7e]{8,200}$/, 'must be 8 to 200 printable characters, without commas');

export function integer(least: number, most: number) {
  return z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be a whole number from ${least} to ${most}`);
}

/** The settings every process reads. */
export const sharedSettings = {
  REDIS_URL: RedisUrl.default('redis://127.0.0.1:6379'),
  /** Where REDIS_URL was read from. Connections read it again, so that a new password needs no restart. */
  REDIS_URL_FILE: z.string().optional(),
  /** The authority that signed the certificates of Redis, if it is none that Node knows. */
  REDIS_TLS_CA: CertificateFile.optional(),
  /** The prefix of every key in Redis, so that several Darkrooms can share one Redis. */
  REDIS_PREFIX: z
    .string()
    .regex(/^[a-z0-9_-]{1,40}$/i, 'must be 1 to 40 letters, digits, _ or -')
    .default('darkroom'),
  /** The format in which data is written; 1 is the one that the version before reads, too. */
  STORAGE_FORMAT: z
    .enum(['1', '2'], 'must be 1 or 2')
    .default('2')
    .transform((text) => (text === '1' ? 1 : 2)),
  LOG_LEVEL: LogLevel.default('info'),
  SHUTDOWN_GRACE: StopDuration.default(100_000),
  ...telemetrySettings,
};

/** Where Redis is, as stores take it. */
export function redisSettings(config: { REDIS_URL: string; REDIS_URL_FILE?: string | undefined; REDIS_TLS_CA?: string | undefined }) {
  return { url: config.REDIS_URL, urlFile: config.REDIS_URL_FILE, tlsCa: config.REDIS_TLS_CA };
}

function isUnknown(name: string): boolean {
  return OURS.some((prefix) => name.startsWith(prefix)) && ![KNOWN, SECRET_FILES, OF_CALLERS].some((names) => names.has(name));
}

function checkTls(settings: Readonly<Record<string, unknown>>): string[] {
  const { REDIS_URL: url, REDIS_TLS_CA: authority } = settings;
  const isUnused = typeof url === 'string' && authority !== undefined && !parseRedisUrl(url).tls;
  return isUnused ? ['REDIS_TLS_CA: REDIS_URL is without TLS; with TLS it begins with rediss'] : [];
}

const NO_CERTIFICATE = 'must be the path of a PEM file with a certificate';

/** What is wrong with a file of certificates; undefined: nothing. */
function readCertificates(path: string): string | undefined {
  try {
    const { raw } = new X509Certificate(readFileSync(path));
    return raw.length > 0 ? undefined : NO_CERTIFICATE;
  } catch (error) {
    const { code = '', syscall } = error as NodeJS.ErrnoException;
    return syscall === undefined ? NO_CERTIFICATE : `cannot be read (${code})`;
  }
}

function isUrlOf(...protocols: string[]): (text: string) => boolean {
  return (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol);
}
