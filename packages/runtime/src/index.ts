export { systemClock, type Clock } from './clock.ts';
export { singleFlight } from './single-flight.ts';

export { eventFrame, KEEP_ALIVE, openEventStream, writeStreamHead, type EventStream } from './http/event-stream.ts';
export { healthApp, healthRoutes, type Readiness } from './http/health.ts';
export type { RefusedStatus, RenderRefusal } from './http/http-refusals.ts';
export { onClosed } from './http/on-closed.ts';
export { createHttpServer, PortInUseError, type HttpLimits, type HttpServer } from './http/http-server.ts';
export { whyNotPublic, whyUrlNotPublic } from './http/public-address.ts';

export { createLogger, type Logger } from './log/logger.ts';
export { createRedactor, type Redactor } from './log/redact-secrets.ts';

export { Counter, createMetrics, Gauge, Histogram, type Registry } from './process/metrics.ts';
export { processIdentity, VERSION } from './process/process-identity.ts';
export { failByThrowing, runProcess, type Fail, type HostProcess } from './process/run-process.ts';
export { composeServices, type Service } from './process/service.ts';

export { createSecretBox, EncryptionKey, SealedSecretError, type SecretBox } from './secrets/secret-box.ts';
export { createTenantSecrets, SecretUnavailableError, type TenantSecret, type TenantSecrets } from './secrets/tenant-secrets.ts';

export { archiveSettings, checkArchive, type ArchivePlace, type ArchiveSettings } from './settings/archive-settings.ts';
export { formatDuration, parseDuration } from './settings/duration.ts';
export { gettySettings } from './settings/getty-settings.ts';
export { showRedisUrl } from './settings/redis-url.ts';
export { readSecretFiles } from './settings/secret-files.ts';
export { secretsOf } from './settings/secret-settings.ts';
export {
  AdminKey,
  ApiKeys,
  Duration,
  Durations,
  Flag,
  HttpUrl,
  integer,
  Port,
  readSettings,
  redisSettings,
  SettingsError,
  sharedSettings,
  StopDuration,
  type Environment,
} from './settings/settings.ts';
export { TrustProxy } from './settings/trust-proxy.ts';
