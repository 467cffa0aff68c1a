export { testRedis, type TestRedis } from './test-redis.ts';
export { waitFor } from './wait-for.ts';
export {
  verifyWebhook,
  webhookReceiver,
  type ReceivedWebhook,
  type WebhookAnswer,
  type WebhookBody,
  type WebhookReceiver,
} from './webhook-receiver.ts';
