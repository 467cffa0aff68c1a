import { isFinal, type Job } from '@darkroom/contracts';
import { startProcess, testRedis, waitFor, webhookReceiver, type AppProcess } from '@darkroom/testkit';

export type HouseOptions = {
  redisUrl?: string;
  workers?: number;
  simulator?: Record<string, string>;
  worker?: Record<string, string>;
};

export type Ledger = {
  generations: { generation_request_id: string; prompt: string }[];
  downloads: { generation_request_id: string; index: number; size_name: string }[];
  pending_peak: number;
};

const SECRET = `whsec_${Buffer.from('e2e-secret-of-at-least-24-bytes!').toString('base64')}`;
const KEY = 'e2e-key-of-acme';

/** The whole system as real processes, with a Getty stand-in and a customer's webhook receiver. */
export async function startHouse(options: HouseOptions = {}) {
  const redis = testRedis();
  const simulator = await startProcess('simulator', {
    SIMULATOR_LATENCY: '5ms-20ms',
    SIMULATOR_GENERATION_DURATION: '500ms-1500ms',
    SIMULATOR_DOWNLOAD_DURATION: '200ms-500ms',
    ...options.simulator,
  });
  const receiver = await webhookReceiver({ secret: SECRET });
  const shared = { REDIS_URL: options.redisUrl ?? redis.url, REDIS_PREFIX: redis.prefix };
  const getty = {
    GETTY_API_URL: simulator.url,
    GETTY_AUTH_URL: `${simulator.url}/oauth2/token`,
    GETTY_API_KEY: 'e2e-getty-key',
    GETTY_API_SECRET: 'e2e-getty-secret',
  };
  const start = {
    api: () => startProcess('api', { ...shared, ...getty, DARKROOM_API_KEYS: `acme:${KEY},other:e2e-key-of-other` }),
    worker: () => startProcess('worker', { ...shared, ...getty, GETTY_PAID_TIMEOUT: '2s', GETTY_HISTORY_SETTLE: '2s', ...options.worker }),
    notifier: () =>
      startProcess('notifier', {
        ...shared,
        WEBHOOK_SECRET: SECRET,
        WEBHOOK_RETRY_DELAYS: '500ms,500ms,1s,1s,2s,2s,5s,5s,5s',
        WEBHOOK_ALLOW_PRIVATE_NETWORKS: 'true',
      }),
  };
  const [api, notifier, ...workers] = await Promise.all([
    start.api(),
    start.notifier(),
    ...Array.from({ length: options.workers ?? 1 }, () => start.worker()),
  ]);
  const processes: { api: AppProcess; notifier: AppProcess; workers: AppProcess[] } = { api, notifier, workers };

  const call = async (path: string, init: { body?: object; key?: string; method?: string } = {}): Promise<Response> =>
    fetch(`${processes.api.url}${path}`, {
      method: init.method ?? (init.body ? 'POST' : 'GET'),
      headers: {
        authorization: `Bearer ${KEY}`,
        ...(init.body ? { 'content-type': 'application/json' } : {}),
        ...(init.key ? { 'idempotency-key': init.key } : {}),
      },
      ...(init.body ? { body: JSON.stringify(init.body) } : {}),
    });
  const job = async (id: string): Promise<Job> => (await (await call(`/v1/jobs/${id}`)).json()) as Job;

  return {
    simulator,
    receiver,
    processes,
    start,
    call,
    job,
    submit: async (body: object, key?: string): Promise<Job> => {
      const response = await call('/v1/generations', { body: { webhook: { url: receiver.url }, ...body }, ...(key ? { key } : {}) });
      if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`);
      return (await response.json()) as Job;
    },
    ended: async (id: string, timeoutMs = 60_000): Promise<Job> =>
      waitFor(
        async () => {
          const found = await job(id);
          return isFinal(found.status) || found.status === 'held' ? found : undefined;
        },
        { what: `job ${id} to end`, timeoutMs },
      ),
    ledger: async () => (await (await fetch(`${simulator.url}/__ledger`)).json()) as Ledger,
    async [Symbol.asyncDispose]() {
      const all = [processes.api, processes.notifier, ...processes.workers, simulator];
      await Promise.all(all.map((process) => process[Symbol.asyncDispose]()));
      await receiver[Symbol.asyncDispose]();
      await redis[Symbol.asyncDispose]();
    },
  };
}

export type House = Awaited<ReturnType<typeof startHouse>>;
