import { readFileSync } from 'node:fs';

/** The settings that are secret, or belong to one. Each can also be given as `<NAME>_FILE`: the path of a file with the value. */
export const SECRETS = [
  'REDIS_URL',
  'GETTY_API_KEY',
  'GETTY_API_SECRET',
  'GETTY_REFRESH_TOKEN',
  'DARKROOM_API_KEYS',
  'DARKROOM_ADMIN_KEY',
  'DARKROOM_ENCRYPTION_KEY',
  'WEBHOOK_SECRET',
  'DASHBOARD_PASSWORD',
  'OIDC_ISSUER',
  'OIDC_CLIENT_ID',
  'OIDC_CLIENT_SECRET',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'OTEL_EXPORTER_OTLP_TRACES_HEADERS',
  'OTEL_EXPORTER_OTLP_METRICS_HEADERS',
] as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment with what the files hold, and what is wrong with them. `names`: of the secrets to read. Other files are left alone. */
export function readSecretFiles(
  environment: Environment,
  names: readonly string[] = SECRETS,
): { environment: Environment; problems: string[] } {
  const read = { ...environment };
  const problems: string[] = [];
  for (const name of SECRETS) {
    const path = environment[`${name}_FILE`];
    if (!path || !names.includes(name)) continue;
    delete read[`${name}_FILE`];
    const value = environment[name] ? { problem: `${name} is set, too` } : readSecret(path);
    if ('problem' in value) problems.push(`${name}_FILE: ${value.problem}`);
    else read[name] = value.text;
  }
  return { environment: read, problems };
}

/** Without the line break at the end that editors add. */
function readSecret(path: string): { text: string } | { problem: string } {
  try {
    const text = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    return text === '' ? { problem: 'the file is empty' } : { text };
  } catch (error) {
    return { problem: `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})` };
  }
}
