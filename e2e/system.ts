import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { isFinal, type Job, type Operation } from '@darkroom/contracts';
import {
  PATIENCE_MS,
  startProcess,
  testRedis,
  waitFor,
  webhookReceiver,
  type AppProcess,
  type WebhookReceiverOptions,
} from '@darkroom/testkit';

type Settings = Record<string, string>;

export type SystemOptions = {
  /** A Redis of one's own; unset: the one of the test run, under a fresh prefix. */
  redisUrl?: string;
  workers?: number;
  /** Notifiers besides the first. */
  moreNotifiers?: number;
  /** Settings of one kind of process. */
  simulator?: Settings;
  api?: Settings;
  worker?: Settings;
  notifier?: Settings;
  /** Settings of every process but the simulator. */
  all?: Settings;
  /** Directories of other versions, with their packages installed: the processes of Darkroom are started from this tree and from those in turn. */
  beside?: readonly string[];
  /** How the webhook receiver answers. */
  answer?: WebhookReceiverOptions['answer'];
};

/** What the simulator says was paid, and how its calls ended: call → ending → how often. */
export type Ledger = {
  generations: {
    generation_request_id: string;
    at: string;
    operation: Operation;
    /** An image of a generation, an asset or a registered file. */
    source: Record<string, unknown> | null;
    prompt: string;
    notes: string | null;
    answered: string;
  }[];
  downloads: { generation_request_id: string; index: number; size_name: string; at: string; answered: string }[];
  redownloads: { generated_asset_id: string; size_name: string; at: string; answered: string }[];
  calls: Record<string, Record<string, number>>;
  pending_now: number;
  pending_peak: number;
};

export const WEBHOOK_SECRET = `whsec_${Buffer.from('e2e-secret-of-at-least-24-bytes!').toString('base64')}`;
export const ENCRYPTION_KEY = Buffer.from('e2e-key-of-exactly-32-bytes-long').toString('base64');
export const API_KEY = 'e2e-key-of-acme';
/** The operator's, in a system that is started with it. */
export const ADMIN_KEY = 'e2e-key-of-the-operator';
/** Another tenant's, in a system that is started with `TWO_TENANTS` for its api. */
export const OTHER_API_KEY = 'e2e-key-of-other';
export const TWO_TENANTS = { DARKROOM_API_KEYS: `acme:${API_KEY},other:${OTHER_API_KEY}` };

export type System = Awaited<ReturnType<typeof startSystem>>;

type Processes = { api: AppProcess; notifier: AppProcess; moreNotifiers: AppProcess[]; workers: AppProcess[] };

/** The whole system as real processes, with a Getty stand-in and a customer's webhook receiver. Disposing ends all of it. */
export async function startSystem(options: SystemOptions = {}) {
  const started = new AsyncDisposableStack();
  const trees = [undefined, ...(options.beside ?? [])];
  const starts = new Map<string, number>();
  /** Of each kind, the first is of this version, the second of the next tree, and so on. */
  const nextTree = (app: string) => {
    const count = starts.get(app) ?? 0;
    starts.set(app, count + 1);
    const tree = app === 'simulator' ? undefined : trees[count % trees.length];
    return tree === undefined ? {} : { tree };
  };
  const start = async (app: Parameters<typeof startProcess>[0], settings: Settings) =>
    started.use(await startProcess(app, settings, nextTree(app)));
  try {
    const redis = options.redisUrl === undefined ? started.use(testRedis()) : { url: options.redisUrl, prefix: 'e2e' };
    const receiver = started.use(
      await webhookReceiver({ secret: WEBHOOK_SECRET, ...(options.answer === undefined ? {} : { answer: options.answer }) }),
    );
    const simulator = await start('simulator', {
      SIMULATOR_LATENCY: '5ms-20ms',
      SIMULATOR_GENERATION_DURATION: '500ms-1500ms',
      SIMULATOR_DOWNLOAD_DURATION: '200ms-500ms',
      ...options.simulator,
    });
    const shared = { REDIS_URL: redis.url, REDIS_PREFIX: redis.prefix, ...options.all };
    const webhooks = { WEBHOOK_ALLOW_PRIVATE_NETWORKS: 'true', DARKROOM_ENCRYPTION_KEY: ENCRYPTION_KEY, WEBHOOK_SECRET };
    const getty = {
      GETTY_API_URL: simulator.url,
      GETTY_AUTH_URL: `${simulator.url}/oauth2/token`,
      GETTY_API_KEY: 'e2e-getty-key',
      GETTY_API_SECRET: 'e2e-getty-secret',
      ...options.all,
    };
    const begin = {
      api: (settings: Settings = {}) =>
        // One tenant: only then WEBHOOK_SECRET is its secret.
        start('api', { ...shared, ...getty, ...webhooks, DARKROOM_API_KEYS: `acme:${API_KEY}`, ...options.api, ...settings }),
      worker: (settings: Settings = {}) =>
        start('worker', { ...shared, ...getty, GETTY_PAID_TIMEOUT: '2s', GETTY_HISTORY_SETTLE: '2s', ...options.worker, ...settings }),
      notifier: (settings: Settings = {}) =>
        start('notifier', {
          ...shared,
          ...webhooks,
          WEBHOOK_RETRY_DELAYS: '500ms,500ms,1s,1s,2s,2s,5s,5s,5s',
          ...options.notifier,
          ...settings,
        }),
    };
    const starting = [begin.api(), begin.notifier(), ...Array.from({ length: options.workers ?? 1 }, () => begin.worker())] as const;
    const alsoStarting = Array.from({ length: options.moreNotifiers ?? 0 }, () => begin.notifier());
    await Promise.allSettled([...starting, ...alsoStarting]); // one that cannot start must not leave the others behind
    const [api, notifier, ...workers] = await Promise.all(starting);
    const processes: Processes = { api, notifier, moreNotifiers: await Promise.all(alsoStarting), workers };
    return {
      redis,
      simulator,
      receiver,
      /** Those in service now: who replaces one puts the new one here. */
      processes,
      start: begin,
      ...clientOf(processes, { receiverUrl: receiver.url, simulatorUrl: simulator.url }),
      [Symbol.asyncDispose]: () => started.disposeAsync(),
    };
  } catch (error) {
    await started.disposeAsync();
    throw error;
  }
}

type Asked = { body?: object; key?: string; method?: string; apiKey?: string; accept?: string };

/** A tenant's client of the API, and a look at Getty's side. */
function clientOf(processes: { api: AppProcess }, { receiverUrl, simulatorUrl }: { receiverUrl: string; simulatorUrl: string }) {
  const callOnce = async (path: string, init: Asked = {}): Promise<Response> =>
    fetch(`${processes.api.url}${path}`, {
      method: init.method ?? (init.body ? 'POST' : 'GET'),
      headers: {
        authorization: `Bearer ${init.apiKey ?? API_KEY}`,
        ...(init.body ? { 'content-type': 'application/json' } : {}),
        ...(init.key ? { 'idempotency-key': init.key } : {}),
        ...(init.accept ? { accept: init.accept } : {}),
      },
      ...(init.body ? { body: JSON.stringify(init.body) } : {}),
    });
  /** As a careful caller asks: again while Redis is late, and after a lost connection where that cannot do anything twice. */
  const call = async (path: string, init: Asked = {}): Promise<Response> => {
    const method = init.method ?? (init.body ? 'POST' : 'GET');
    const mayRepeat = init.key !== undefined || method === 'GET';
    const askOnce = async (): Promise<Response | { lost: unknown } | undefined> => {
      try {
        const answered = await callOnce(path, init);
        return (await isLateRedis(answered)) ? undefined : answered;
      } catch (error) {
        if (mayRepeat && error instanceof TypeError) throw error; // fetch throws one when the connection breaks
        return { lost: error };
      }
    };
    const answered = await waitFor(askOnce, { what: `an answer to ${method} ${path}` });
    if ('lost' in answered) throw answered.lost;
    return answered;
  };
  const job = async (id: string): Promise<Job> => read<Job>(await call(`/v1/jobs/${id}`));
  const reaches = async (id: string, wanted: (job: Job) => boolean, what: string, timeoutMs = PATIENCE_MS): Promise<Job> =>
    waitFor(
      async () => {
        const found = await job(id);
        return wanted(found) ? found : undefined;
      },
      { what: `job ${id} ${what}`, timeoutMs },
    );

  return {
    call,
    /** What a caller hears who does not ask again. */
    callOnce,
    job,
    reaches,
    /**
     * Submits as a careful caller does: a lost connection (its process was replaced) and a 503 (on a busy machine Redis may be late) are
     * repeated under the same key.
     */
    submit: async (body: object, key: string = randomUUID()): Promise<Job> => {
      return read<Job>(await call('/v1/generations', { body: { webhook: { url: receiverUrl }, ...body }, key }));
    },
    /** The job once its run has ended or is held. */
    ended: async (id: string, timeoutMs = PATIENCE_MS): Promise<Job> =>
      reaches(id, ({ status }) => isFinal(status) || status === 'held', 'to end', timeoutMs),
    /** Every job of the tenant, newest first; or those of a filter. */
    jobs: async (filter = ''): Promise<Job[]> => {
      const all: Job[] = [];
      for (let cursor = ''; ;) {
        const path = `/v1/jobs?limit=100${filter && `&${filter}`}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
        const page = await read<{ data: Job[]; next_cursor: string | null }>(await call(path));
        all.push(...page.data);
        if (page.next_cursor === null) return all;
        cursor = page.next_cursor;
      }
    },
    ledger: async (): Promise<Ledger> => read<Ledger>(await fetch(`${simulatorUrl}/__ledger`)),
    /** Programs Getty: its README says what `/__settings` and `/__scenarios` take. */
    program: async (path: '/__settings' | '/__scenarios', method: 'POST' | 'PUT' | 'DELETE', body?: object): Promise<void> => {
      const init = body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {};
      const answered = await fetch(`${simulatorUrl}${path}`, { method, ...init });
      if (!answered.ok) throw new Error(`${answered.status} ${await answered.text()}`);
    },
  };
}

/** @throws Error with what was answered, unless it is a success */
async function read<T>(response: Response): Promise<T> {
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** Whether this api cannot reach its Redis now; if so, after the time that it asks for. */
async function isLateRedis(answered: Response): Promise<boolean> {
  if (answered.status !== 503) return false;
  const { code } = (await answered.clone().json()) as { code?: string };
  if (code !== 'queue_unavailable') return false;
  await sleep(Number(answered.headers.get('retry-after') ?? 1) * 1_000);
  return true;
}
