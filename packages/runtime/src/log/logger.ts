import { pino, type DestinationStream, type Logger } from 'pino';

import { errorFields } from './error-fields.ts';
import { createRedactor } from './redact-secrets.ts';
import { standardOutput } from './standard-output.ts';

export type { Logger } from 'pino';

/** Field names that may hold a secret, in lower case. They are removed from log lines, at the top and one level down. */
const SECRET_FIELDS = new Set([
  'authorization',
  'api-key',
  'apikey',
  'apisecret',
  'access_token',
  'client_secret',
  'password',
  'secret',
  'token',
  'cookie',
  'set-cookie',
  'webhook-signature',
  'idempotency-key',
]);

/**
 * Writes JSON lines to standard output; `level` is one of pino's (`trace` … `fatal`, `silent`). Buffered lines are written when the process
 * exits. `secrets`: redacted in logged errors, in any spelling; errors quote what others wrote.
 */
export function createLogger(options: {
  name: string;
  level: string;
  secrets?: readonly string[];
  /** Fields of every line that depend on the moment: the ids of the active span. */
  moment?: (() => object | undefined) | undefined;
  destination?: DestinationStream;
}): Logger {
  const redact = createRedactor(options.secrets ?? []);
  const { moment } = options;
  return pino(
    {
      name: options.name,
      level: options.level,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: (fields) => redactSecrets(fields) },
      ...(moment && { mixin: () => moment() ?? {} }),
      serializers: { error: (error: unknown) => errorFields(error, redact) },
    },
    options.destination ?? standardOutput,
  );
}

/** Redacts by field name only: pino's own redaction by wildcard cost a tenth of a submit. Copies only if there is something to redact. */
function redactSecrets(fields: Record<string, unknown>, depth = 0): Record<string, unknown> {
  let redacted = fields;
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    const clean = isSecret(name) ? '[redacted]' : depth === 0 && isPlainObject(value) ? redactSecrets(value, 1) : value;
    if (clean === value) continue;
    if (redacted === fields) redacted = { ...fields };
    redacted[name] = clean;
  }
  return redacted;
}

/** Names that were looked at. Almost all are words of our code; those of errors and answers may be any. */
const known = new Map<string, boolean>();
const MOST_KNOWN = 1_000;

function isSecret(name: string): boolean {
  const before = known.get(name);
  if (before !== undefined) return before;
  const secret = SECRET_FIELDS.has(name.toLowerCase());
  if (known.size < MOST_KNOWN) known.set(name, secret);
  return secret;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
