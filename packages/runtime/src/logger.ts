import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger } from 'pino';

/** Field names that may hold a secret, at the top of a log line or one level down. They never reach an output. */
const SECRET_FIELDS = [
  'authorization',
  'Authorization',
  'api-key',
  'Api-Key',
  'apiKey',
  'apiSecret',
  'access_token',
  'client_secret',
  'password',
  'secret',
  'token',
  'cookie',
  'set-cookie',
  'webhook-signature',
  'idempotency-key',
];

/** JSON lines on standard output; `level` is one of pino's (`trace` … `fatal`, `silent`). */
export function createLogger(options: { name: string; level: string; destination?: DestinationStream }): Logger {
  return pino(
    {
      name: options.name,
      level: options.level,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_FIELDS.flatMap((field) => [`["${field}"]`, `*["${field}"]`]), censor: '[redacted]' },
      serializers: { error: pino.stdSerializers.errWithCause },
    },
    options.destination ?? pino.destination({ dest: 1, sync: true }),
  );
}
