import type { EndpointId, JobEventType, JobId, JobStatus, TimelineEntry, Webhook, WebhookEventType, Tenant } from '@darkroom/contracts';
import { newEndpointId, newJobId, openStore, type DeliveryRecord, type Store } from '@darkroom/queue';
import { createLogger, createSecretBox, type Logger } from '@darkroom/runtime';
import { testRedis, waitFor, type TestRedis } from '@darkroom/testkit';

import { createApp, type Notifier, type NotifierOptions } from '../app.ts';
import { readConfig } from '../config.ts';

type Metadata = Record<string, unknown>;

export const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
export const ENCRYPTION_KEY = Buffer.alloc(32, 5);
/** The secret of endpoints in this world. */
export const ENDPOINT_SECRET = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;

export type NotifierWorld = AsyncDisposable & {
  redis: TestRedis;
  store: Store;
  /** The log lines of this world's notifiers. */
  logs: string[];
  startNotifier(settings?: Record<string, string>, options?: Omit<NotifierOptions, 'logger'>): Promise<Notifier>;
  /** Stores a generation and makes one transition with its event. */
  emit(webhook: Webhook | undefined, event?: JobEventType, of?: { tenant?: Tenant; metadata?: Metadata }): Promise<JobId>;
  /** Creates an endpoint of the tenant. */
  endpoint(url: string, events?: WebhookEventType[], tenant?: Tenant): Promise<EndpointId>;
  /** Sets this secret, sealed as the API does. */
  rotate(id: EndpointId, secret: string, overlapMs: number): Promise<void>;
  /** The job's only delivery, once it has this status. */
  delivery(job: JobId, status: DeliveryRecord['status'], attempts?: number): Promise<DeliveryRecord>;
  /** The webhook entries of the job's timeline. */
  tries(job: JobId): Promise<TimelineEntry[]>;
};

const secretBox = createSecretBox(ENCRYPTION_KEY);

/** A real Redis, and notifiers in this process that may call private addresses and make short pauses between tries. */
export async function notifierWorld(): Promise<NotifierWorld> {
  const redis = testRedis();
  const logs: string[] = [];
  const logger = createLogger({ name: 'notifier', level: 'debug', destination: { write: (line) => void logs.push(line) } });
  const store = openStore({ url: redis.url, prefix: redis.prefix, role: 'worker', now: Date.now, logger });
  const notifiers: Notifier[] = [];

  return {
    redis,
    store,
    logs,
    async startNotifier(settings = {}, options = {}) {
      const notifier = createNotifier(redis, { logger, settings, options });
      notifiers.push(notifier);
      await notifier.start();
      return notifier;
    },
    emit: (webhook, event = 'generation.succeeded', of = {}) =>
      emitEvent(store, { webhook, event, tenant: 'acme', metadata: { order: 7 }, ...of }),
    async endpoint(url, events, tenant = 'acme') {
      const id = newEndpointId();
      const secret = secretBox.seal(ENDPOINT_SECRET, id);
      await store.endpoints.create({ id, tenant, url, events: events ?? null, description: null, metadata: null, secret });
      return id;
    },
    rotate: async (id, secret, overlapMs) => void (await store.endpoints.rotate(id, { secret: secretBox.seal(secret, id), overlapMs })),
    async delivery(job, status, attempts = 1) {
      return waitFor(
        async () => {
          const [found] = await store.deliveries.ofJob(job);
          return found?.status === status && found.attempts === attempts ? found : undefined;
        },
        { what: `a delivery that is ${status} after ${attempts} tries` },
      );
    },
    tries: async (job) => (await store.jobs.timeline((await store.jobs.get(job))!)).filter(({ event }) => event === 'webhook'),
    async [Symbol.asyncDispose]() {
      for (const notifier of notifiers) await notifier.stop();
      await store.close();
      await redis[Symbol.asyncDispose]();
    },
  };
}

/** A notifier in this process, not started yet. */
export function createNotifier(
  redis: TestRedis,
  { logger, settings, options }: { logger: Logger; settings: Record<string, string>; options: Omit<NotifierOptions, 'logger'> },
): Notifier {
  const config = readConfig({
    REDIS_URL: redis.url,
    REDIS_PREFIX: redis.prefix,
    PORT: '0',
    WEBHOOK_SECRET: SECRET,
    DARKROOM_ENCRYPTION_KEY: ENCRYPTION_KEY.toString('base64'),
    WEBHOOK_RETRY_DELAYS: '20ms,20ms,20ms',
    WEBHOOK_ALLOW_PRIVATE_NETWORKS: 'true',
    ...settings,
  });
  return createApp(config, { logger, ...options });
}

type EventToEmit = { webhook: Webhook | undefined; event: JobEventType; tenant: Tenant; metadata: Metadata };

async function emitEvent(store: Store, { webhook, event, tenant, metadata }: EventToEmit): Promise<JobId> {
  const createdAt = Date.now();
  const id = newJobId();
  await store.jobs.accept({
    id,
    type: 'generation',
    tenant,
    request: { prompt: 'a fox', metadata, ...(webhook && { webhook }) },
    createdAt,
    deadlineAt: createdAt + 3_600_000,
  });
  const pass = await store.passes.begin(id, 1);
  if (typeof pass === 'string') throw new Error(`the job could not begin: ${pass}`);
  const status = event.split('.')[1] as Exclude<JobStatus, 'queued' | 'submitting'>;
  const entry = status === 'waiting' ? 'accepted_by_getty' : status;
  await store.passes.advance(pass, { status, event, timeline: { at: new Date().toISOString(), event: entry } });
  return id;
}
