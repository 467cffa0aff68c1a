export { freePort } from '@darkroom/embedded-redis';
export { drawTrace } from './draw-trace.ts';
export { findSecrets, type Output, type Secret } from './find-secrets.ts';
export { lifecycleStress } from './processes/lifecycle-stress.ts';
export { openBrowser, type BrowserPage } from './open-browser.ts';
export { ownRedis, QUICK_REPLICATION, type OwnRedis, type OwnRedisOptions } from './redis/own-redis.ts';
export { redisCluster, type RedisCluster } from './redis/redis-cluster.ts';
export { redisWithSentinels, type RedisWithSentinels } from './redis/redis-with-sentinels.ts';
export { otlpReceiver, type OtlpReceiver, type ReceivedMetric, type ReceivedSpan } from './servers/otlp-receiver.ts';
export { rawRedis } from './redis/raw-redis.ts';
export { redisContents, type RedisEntry } from './redis/redis-contents.ts';
export { startProcess, type AppName, type AppProcess, type Exit, type LogLine } from './processes/start-process.ts';
export { redisInTime } from './redis/redis-in-time.ts';
export { s3Service, type S3Service } from './servers/s3-service.ts';
export { createStepper, stepsOf, type Stepper } from './waiting/stepper.ts';
export { testRedis, type TestRedis } from './redis/test-redis.ts';
export { PATIENCE_MS, waitFor } from './waiting/wait-for.ts';
export { patienceWith } from './waiting/patience-with.ts';
export {
  verifyWebhook,
  webhookReceiver,
  type ReceivedWebhook,
  type WebhookAnswer,
  type WebhookBody,
  type WebhookReceiver,
  type WebhookReceiverOptions,
} from './servers/webhook-receiver.ts';
export { dumpRedis, fillRedis, moveInstants, type RedisDump } from './redis/redis-dump.ts';
export { selfSigned, type SelfSigned } from './servers/self-signed.ts';
