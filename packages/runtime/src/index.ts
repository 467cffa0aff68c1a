export { systemClock, type Clock } from './clock.ts';
export { parseDuration } from './duration.ts';
export { eventFrame, KEEP_ALIVE, openEventStream, writeStreamHead, type EventStream } from './event-stream.ts';
export { archiveSettings, checkArchive, type ArchivePlace, type ArchiveSettings } from './archive-settings.ts';
export { gettySettings } from './getty-settings.ts';
export { healthApp, healthRoutes, type Readiness } from './health.ts';
export type { RefusedStatus, RenderRefusal } from './http-refusals.ts';
export { createHttpServer, PortInUseError, type HttpLimits, type HttpServer } from './http-server.ts';
export { createLogger, type Logger } from './logger.ts';
export { Counter, createMetrics, Gauge, Histogram, type Registry } from './metrics.ts';
export { whyNotPublic, whyUrlNotPublic } from './public-address.ts';
export { failByThrowing, runProcess, type Fail, type HostProcess } from './run-process.ts';
export { createSecretBox, EncryptionKey, SealedSecretError, type SecretBox } from './secret-box.ts';
export { secretsOf } from './secret-settings.ts';
export { composeServices, type Service } from './service.ts';
export { singleFlight } from './single-flight.ts';
export { TrustProxy } from './trust-proxy.ts';
export { readSecretFiles } from './secret-files.ts';
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
  SettingsError,
  sharedSettings,
  type Environment,
} from './settings.ts';
export { createTenantSecrets, SecretUnavailableError, type TenantSecret, type TenantSecrets } from './tenant-secrets.ts';
export { createRedactor, type Redactor } from './redact-secrets.ts';
export { processIdentity, VERSION } from './process-identity.ts';
