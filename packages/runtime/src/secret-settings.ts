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

/** The secrets among a process's settings, so that its log lines can be freed of them. */
export function secretsOf(given: Environment): string[] {
  const { environment } = readSecretFiles(given);
  const values = [
    ...SECRETS.map((name) => environment[name]),
    ...SEALING.flatMap((name) => bothForms(environment[name]?.replace(/^whsec_/, ''))),
    ...(environment['DARKROOM_API_KEYS'] ?? '').split(',').map((pair) => pair.slice(pair.indexOf(':') + 1).trim()),
    passwordOf(environment['REDIS_URL']),
  ];
  return values.filter((value) => value !== undefined && value !== '').map(String);
}

/** Base64 as it is, and the hex of its bytes. */
function bothForms(base64: string | undefined): (string | undefined)[] {
  return [base64, base64 && Buffer.from(base64, 'base64').toString('hex')];
}

function passwordOf(url = ''): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { password } = new URL(url);
  try {
    return decodeURIComponent(password);
  } catch {
    return password;
  }
}
