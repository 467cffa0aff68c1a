import { passwordsIn } from './redis-url.ts';
import { readSecretFiles } from './secret-files.ts';
import type { Environment } from './settings.ts';

/** The settings that are secrets. */
const SECRETS = [
  'GETTY_API_KEY',
  'GETTY_API_SECRET',
  'GETTY_REFRESH_TOKEN',
  'DARKROOM_ADMIN_KEY',
  'DASHBOARD_PASSWORD',
  'OIDC_CLIENT_SECRET',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
];

/** Bytes in base64. */
const SEALING = ['DARKROOM_ENCRYPTION_KEY', 'WEBHOOK_SECRET'];

/** Headers as `name=value,…`. */
const HEADERS = ['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_TRACES_HEADERS', 'OTEL_EXPORTER_OTLP_METRICS_HEADERS'];

/** The secrets among a process's settings, so that its log lines can be freed of them. */
export function secretsOf(given: Environment): string[] {
  const { environment } = readSecretFiles(given);
  const values = [
    ...SECRETS.map((name) => environment[name]),
    ...SEALING.flatMap((name) => bothForms(environment[name]?.replace(/^whsec_/, ''))),
    ...(environment['DARKROOM_API_KEYS'] ?? '').split(',').map((pair) => pair.slice(pair.indexOf(':') + 1).trim()),
    ...passwordsIn(environment['REDIS_URL']),
    ...HEADERS.flatMap((name) => (environment[name] ?? '').split(',').flatMap(secretsOfHeader)),
  ];
  return values.filter((value) => value !== undefined && value !== '').map(String);
}

/** Base64 as it is, and the hex of its bytes. */
function bothForms(base64: string | undefined): (string | undefined)[] {
  return [base64, base64 && Buffer.from(base64, 'base64').toString('hex')];
}

/** The value of a header, and what follows the scheme of an `Authorization`. */
function secretsOfHeader(pair: string): string[] {
  const value = pair.slice(pair.indexOf('=') + 1).trim();
  const decoded = decode(value);
  return [value, decoded, ...decoded.split(' ').slice(1)].filter((text) => text.length >= SHORTEST_HEADER);
}

/** A shorter value of a header, such as a name of a tenant, is no secret, and stands in many words. */
const SHORTEST_HEADER = 8;

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
