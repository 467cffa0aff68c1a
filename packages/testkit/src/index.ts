export { freePort } from '@darkroom/embedded-redis';
export { drawTrace } from './draw-trace.ts';
export { findSecrets, type Output, type Secret } from './find-secrets.ts';
export { lifecycleStress } from './lifecycle-stress.ts';
export { openBrowser, type BrowserPage } from './open-browser.ts';
export { ownRedis, QUICK_REPLICATION, type OwnRedis, type OwnRedisOptions } from './own-redis.ts';
export { redisCluster, type RedisCluster } from './redis-cluster.ts';
export { redisWithSentinels, type RedisWithSentinels } from './redis-with-sentinels.ts';
export { otlpReceiver, type OtlpReceiver, type ReceivedMetric, type ReceivedSpan } from './otlp-receiver.ts';
export { rawRedis } from './raw-redis.ts';
export { redisContents, type RedisEntry } from './redis-contents.ts';
export { startProcess, type AppName, type AppProcess, type Exit, type LogLine } from './start-process.ts';
export { redisInTime } from './redis-in-time.ts';
export { s3Service, type S3Service } from './s3-service.ts';
export { createStepper, stepsOf, type Stepper } from './stepper.ts';
export { testRedis, type TestRedis } from './test-redis.ts';
export { PATIENCE_MS, waitFor } from './wait-for.ts';
export { patienceWith } from './patience-with.ts';
export {
  verifyWebhook,
  webhookReceiver,
  type ReceivedWebhook,
  type WebhookAnswer,
  type WebhookBody,
  type WebhookReceiver,
  type WebhookReceiverOptions,
} from './webhook-receiver.ts';
export { dumpRedis, fillRedis, moveInstants, type RedisDump } from './redis-dump.ts';
export { selfSigned, type SelfSigned } from './self-signed.ts';
