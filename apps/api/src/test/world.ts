import { Job, PROBLEMS, Problem, type GenerationResult, type JobId, type ProblemCode } from '@darkroom/contracts';
import { openStore, type Change, type Pass } from '@darkroom/queue';
import { createLogger, systemClock, type Clock, type HttpLimits } from '@darkroom/runtime';
import { patienceWith, testRedis } from '@darkroom/testkit';

import { createApp } from '../app.ts';
import { readConfig } from '../config.ts';
import { checkDescribed } from './check-described.ts';

/** Keys long enough to be looked for in every output. */
export const KEYS = { acme: 'acme-key-5f3a9c', beta: 'beta-key-77d1e0' };

export type Asked = {
  method?: string;
  tenant?: 'acme' | 'beta' | null;
  /** In place of the tenant's. */
  key?: string;
  headers?: Record<string, string>;
  body?: unknown;
  raw?: NonNullable<RequestInit['body']>;
};
export type Answered = { status: number; headers: Headers; text: string; json: unknown };

export type World = Awaited<ReturnType<typeof setup>>;

/** The API in this process on a real Redis, a caller, and the worker's side of the store to move jobs with. */
export async function setup(
  options: {
    settings?: Record<string, string>;
    redis?: { url: string; prefix: string };
    /** How long a request may wait for Redis; unset: longer than any test, unless the test may take its Redis away. */
    redisPatienceMs?: number;
    now?: () => number;
    /** In place of waiting; unset: it waits. */
    sleep?: Clock['sleep'];
    limits?: HttpLimits;
  } = {},
) {
  await using owned = new AsyncDisposableStack();
  const redis = options.redis ?? owned.use(testRedis());
  const lines: string[] = [];
  const logger = createLogger({ name: 'api', level: 'debug', destination: { write: (line) => void lines.push(line) } });
  const config = readConfig({
    REDIS_URL: redis.url,
    REDIS_PREFIX: redis.prefix,
    PORT: '0',
    DARKROOM_API_KEYS: `acme:${KEYS.acme},beta:${KEYS.beta}`,
    ...options.settings,
  });
  const {
    now = Date.now,
    sleep = (ms, signal) => systemClock.sleep(ms, signal),
    limits = {},
    redisPatienceMs = patienceWith(redis),
  } = options;
  const api = createApp(config, { logger, clock: { now, sleep }, limits, redisPatienceMs });
  owned.defer(() => api.stop());
  await api.start();
  const store = openStore({ url: redis.url, prefix: redis.prefix, role: 'worker', now, logger });
  owned.defer(() => store.close());
  const disposables = owned.move();

  /** Calls the API once. What comes has to be as `/openapi.json` says. */
  const callOnce = async (path: string, asked: Asked = {}): Promise<Answered> => {
    const { tenant = 'acme', body, raw = body === undefined ? undefined : JSON.stringify(body) } = asked;
    const method = asked.method ?? (raw === undefined ? 'GET' : 'POST');
    const response = await fetch(`http://127.0.0.1:${api.port}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...((asked.key ?? tenant) && { authorization: `Bearer ${asked.key ?? KEYS[tenant!]}` }),
        ...(raw === undefined ? {} : { 'content-type': 'application/json' }),
        ...asked.headers,
      },
      ...(raw === undefined ? {} : { body: raw }),
      ...(raw instanceof ReadableStream && { duplex: 'half' }),
    });
    const text = await response.text();
    const { status, headers } = response;
    checkDescribed({ method, path, sent: typeof raw === 'string' ? raw : undefined, status, headers, text });
    const json = text !== '' && /json/.test(response.headers.get('content-type') ?? '') ? (JSON.parse(text) as unknown) : undefined;
    return { status, headers, text, json };
  };

  /**
   * Calls the API as a tenant (`null`: without a key). On a busy machine Redis may be late, so a read is repeated as a careful caller does,
   * unless the test has a Redis of its own, which it may take away.
   */
  const call = async (path: string, asked: Asked = {}): Promise<Answered> => {
    for (;;) {
      const answered = await callOnce(path, asked);
      const isRead = (asked.method ?? 'GET') === 'GET' && asked.body === undefined && asked.raw === undefined;
      const isLate = answered.status === 503 && (answered.json as { code?: string } | undefined)?.code === 'queue_unavailable';
      if (!(isRead && isLate && options.redis === undefined)) return answered;
    }
  };

  const submit = async (body: object = {}, asked: Asked = {}): Promise<Job> =>
    jobOf(await call('/v1/generations', { ...asked, body: { prompt: 'a fox in the snow', ...body } }), 202);

  /** Submits a generation and moves it where a worker would. */
  const generation = async (change: Change, body: object = {}, tenant: 'acme' | 'beta' = 'acme'): Promise<Job> => {
    const job = await submit(body, { tenant });
    await settle(job.id, change);
    return jobOf(await call(`/v1/jobs/${job.id}`, { tenant }), 200);
  };

  /** A download of the first image of a generation, that a worker has ended with this file. */
  const downloaded = async (
    from: JobId,
    assetId: string,
    { tenant = 'acme', body = {} }: { tenant?: 'acme' | 'beta'; body?: object } = {},
  ): Promise<JobId> => {
    const { id } = jobOf(await call('/v1/downloads', { tenant, body: { job_id: from, index: 0, size_name: '4k', ...body } }), 202);
    const result = { url: 'https://img.test/1', generated_asset_id: assetId, size_name: '4k', url_expires_at: new Date().toISOString() };
    const billing = { state: 'charged', because: 'getty_accepted' } as const;
    await settle(id, { status: 'succeeded', set: { accepted_at: Date.now() }, result, billing, event: 'download.succeeded' });
    return id;
  };

  const settle = async (id: JobId, change: Change): Promise<void> => {
    const pass = (await store.passes.begin(id, 1)) as Pass;
    const { intent } = await store.passes.intend(pass, 'generate');
    const settled = await store.passes.settle(pass, intent, change);
    if (settled !== 'settled') throw new Error(settled);
  };

  return {
    api,
    store,
    lines,
    call,
    submit,
    generation,
    downloaded,
    settle,
    /** How many jobs a tenant has, whatever their status. */
    count: async (tenant = 'acme') => Object.values(await store.jobs.counts(tenant)).reduce((sum, count) => sum + count, 0),
    [Symbol.asyncDispose]: () => disposables.disposeAsync(),
  };
}

/** The job that was answered with this status. @throws ZodError when it has another shape */
export function jobOf(answered: Answered, status: 200 | 202): Job {
  if (answered.status !== status) throw new Error(`${answered.status} instead of ${status}: ${answered.text}`);
  return Job.parse(answered.json);
}

/** The problem that was answered with this code, and with the code's status, type and request id. @throws ZodError when it has another shape */
export function problemOf(answered: Answered, code: ProblemCode): Problem {
  const problem = Problem.parse(answered.json);
  const seen = [answered.status, problem.status, problem.code, answered.headers.get('content-type'), problem.request_id];
  const { status } = PROBLEMS[code];
  const wanted = [status, status, code, 'application/problem+json', answered.headers.get('x-request-id')];
  if (seen.join() !== wanted.join()) throw new Error(`${seen.join()} instead of ${wanted.join()}: ${answered.text}`);
  return problem;
}

/** The wrong fields a 422 names, in order. */
export function pointersOf(answered: Answered): string[] {
  return (problemOf(answered, 'invalid_request').errors ?? []).map(({ pointer }) => pointer).toSorted();
}

/** What a worker writes when Getty has answered with pictures. */
export function succeeded(gettyId: string, more: Partial<GenerationResult> = {}): Change {
  const preview = (size: number) => ({
    preview_size: `comp${size}`,
    image_url: `https://img.test/${gettyId}/${size}`,
    width: size,
    height: size,
  });
  const image = (index: number) => ({ index, is_blocked: false, preview_urls: [preview(170), preview(612), preview(340)], url: null });
  return {
    status: 'succeeded',
    set: { getty_id: gettyId, accepted_at: Date.now() },
    result: {
      generation_request_id: gettyId,
      seed: 7,
      images: [0, 1, 2, 3].map(image),
      url_expires_at: new Date(Date.now() + 3_600_000).toISOString(),
      ...more,
    },
    billing: { state: 'charged', because: 'getty_accepted' },
    event: 'generation.succeeded',
  };
}
