import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { isFinal, type Delivery, type Job } from '@darkroom/contracts';
import { expect, test } from '@jest/globals';
import { fillRedis, moveInstants, startProcess, testRedis, verifyWebhook, waitFor, webhookReceiver } from '@darkroom/testkit';

import { API_KEY, GETTY, RECEIVER, SECRETS, SUBMISSIONS, type Recording } from './recording.ts';

/**
 * A deploy of this version over an earlier one: a recording is what that one's processes left in Redis and at Getty when they were killed, made by
 * `record.ts`. All of it can be read, and goes on.
 */
const RECORDINGS = [
  ['the version before issue 8 (0b75c5c)', 'recording.json'],
  ['the last version that knows format 1 only (4e8048d)', 'recording-of-format-1.json'],
] as const;

/** Longer ago than what Getty then worked on took, and than its pauses; less than what ends a job. */
const SINCE_MS = 12 * 60_000;

const ENDED = ['succeeded', 'chained', 'blocked', 'canceled', 'refusedOnce', 'untold'] as const;
const GOES_ON = ['daily', 'dailyToo', 'quota', 'quotaToo', 'pending', 'calling', 'inLine', 'urgent'] as const;

async function readRecording(file: string): Promise<Recording> {
  return JSON.parse(await readFile(new URL(file, import.meta.url), 'utf8')) as Recording;
}

async function setup(file: string) {
  const { recordedAt, ids, jobs, endpoint, getty, redis: dump } = await readRecording(file);
  const move = moveInstants({ recordedAt, byMs: Date.now() - SINCE_MS - recordedAt });
  const started = new AsyncDisposableStack();
  const home = await mkdtemp(join(tmpdir(), 'darkroom-previous-'));
  started.defer(() => rm(home, { recursive: true }));
  const stateFile = join(home, 'state.jsonl');
  await writeFile(stateFile, move(getty));

  const redis = started.use(testRedis());
  const receiver = started.use(await webhookReceiver());
  await fillRedis(redis, { dump, sinceMs: SINCE_MS, now: (text) => move(text).replaceAll(RECEIVER, receiver.url) });
  const simulator = started.use(
    await startProcess('simulator', {
      SIMULATOR_LATENCY: '5ms',
      SIMULATOR_GENERATION_DURATION: '200ms',
      SIMULATOR_DOWNLOAD_DURATION: '200ms',
      SIMULATOR_STATE_FILE: stateFile,
    }),
  );
  const shared = { REDIS_URL: redis.url, REDIS_PREFIX: redis.prefix };
  const toGetty = { ...GETTY, GETTY_API_URL: simulator.url, GETTY_AUTH_URL: `${simulator.url}/oauth2/token` };
  const webhooks = { ...SECRETS, WEBHOOK_ALLOW_PRIVATE_NETWORKS: 'true' };
  const api = started.use(await startProcess('api', { ...shared, ...toGetty, ...webhooks, DARKROOM_API_KEYS: `acme:${API_KEY}` }));

  const call = async (path: string, init: { method?: string; body?: unknown; key?: string } = {}): Promise<Response> =>
    fetch(`${api.url}${path}`, {
      method: init.method ?? (init.body === undefined ? 'GET' : 'POST'),
      headers: {
        authorization: `Bearer ${API_KEY}`,
        ...(init.body !== undefined && { 'content-type': 'application/json' }),
        ...(init.key !== undefined && { 'idempotency-key': init.key }),
      },
      ...(init.body !== undefined && { body: JSON.stringify(init.body) }),
    });
  const read = async <Body>(path: string): Promise<Body> => {
    const response = await call(path);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Body;
  };
  const job = (name: string) => read<Job>(`/v1/jobs/${ids[name]}`);

  return {
    ids,
    /** Moved to now, as all else. */
    jobs: JSON.parse(move(JSON.stringify(jobs))) as typeof jobs,
    endpoint,
    receiver,
    call,
    read,
    job,
    ends: (name: string) =>
      waitFor(
        async () => {
          const found = await job(name);
          return isFinal(found.status) ? found : undefined;
        },
        { what: `${name} to end` },
      ),
    ledger: async () =>
      (await (await fetch(`${simulator.url}/__ledger`)).json()) as { generations: { prompt: string }[]; downloads: object[] },
    startRest: async () => {
      const settings = { GETTY_PAID_TIMEOUT: '2s', GETTY_HISTORY_SETTLE: '2s' };
      started.use(await startProcess('worker', { ...shared, ...toGetty, ...settings }));
      started.use(await startProcess('notifier', { ...shared, ...webhooks }));
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

test.each(RECORDINGS)('jobs of %s can be read and finished, paid once and announced once', async (_version, file) => {
  await using world = await setup(file);
  const { ids, jobs, receiver } = world;

  // Before a worker of this version has touched it.
  for (const [name, recorded] of Object.entries(jobs)) {
    const { id, type, status, run, attempts, metadata, error } = recorded;
    expect(await world.job(name)).toMatchObject({
      id,
      type,
      status,
      run,
      attempts,
      metadata,
      error,
      billing: { state: recorded.billing.state },
    });
  }
  const listed = await world.read<{ data: Job[] }>('/v1/jobs?limit=100');
  // The batch has two jobs that bear no name here.
  expect(listed.data).toHaveLength(Object.keys(jobs).length + 2);
  for (const name of ['quota', 'urgent', 'daily'] as const) {
    const { path, body } = SUBMISSIONS[name]({ receiver: receiver.url, jobs: ids, inAnHour: '' });
    const replayed = await world.call(path, { body, key: name });
    expect([replayed.headers.get('idempotent-replayed'), ((await replayed.json()) as Job).id]).toEqual(['true', ids[name]]);
  }
  const before = await world.ledger();

  await world.startRest();
  const ended = await Promise.all(GOES_ON.map((name) => world.ends(name)));
  expect(ended.map(({ status, billing }, index) => [GOES_ON[index], status, billing.state])).toEqual(
    GOES_ON.map((name) => [name, 'succeeded', 'charged']),
  );
  // The call that was on the wire was found at Getty, and nothing was paid a second time.
  expect(ended[GOES_ON.indexOf('calling')]).toMatchObject({ attempts: 1, billing: { because: 'found_in_history' } });
  const { downloads } = await world.job('pending');
  await Promise.all(
    downloads.map((id) =>
      waitFor(async () => (await world.read<Job>(`/v1/jobs/${id}`)).status === 'succeeded', { what: 'a chained download' }),
    ),
  );
  const after = await world.ledger();
  const prompts = after.generations.map(({ prompt }) => prompt);
  expect(new Set(prompts).size).toBe(prompts.length);
  expect([after.generations.length - before.generations.length, after.downloads.length - before.downloads.length]).toEqual([4, 6]);

  // What had ended stays as it was; what was held waits for a person, and goes on when asked to.
  for (const name of ENDED) expect(await world.job(name)).toMatchObject({ status: jobs[name]!.status, result: jobs[name]!.result });
  expect(await world.job('held')).toMatchObject({ status: 'held', billing: { state: 'unknown' } });
  expect((await world.call(`/v1/jobs/${ids['held']}/resolve`, { body: { action: 'fail', note: 'given up' } })).status).toBe(200);
  expect((await world.call(`/v1/jobs/${ids['canceled']}/retry`, { body: {} })).status).toBe(202);
  for (const name of ['scheduled', 'canceled'] as const) {
    expect((await world.call(`/v1/jobs/${ids[name]}`, { method: 'PATCH', body: { run_at: null } })).status).toBe(200);
  }
  expect(await world.ends('scheduled')).toMatchObject({ status: 'succeeded', run: 1 });
  expect(await world.ends('canceled')).toMatchObject({ status: 'succeeded', run: 2 });
  expect(await world.read(`/v1/batches/${ids['batch']}`)).toMatchObject({
    status: 'completed',
    metadata: { order: 9 },
    counts: { succeeded: 2 },
    jobs: [{ index: 0 }, { index: 1 }, { index: 2, error: { code: 'invalid_request' } }],
  });

  // Webhooks: those that were to be tried again, those never tried, and new ones, under the same secrets.
  const about = (name: string) => receiver.received.filter(({ body }) => body.data.id === ids[name]);
  await waitFor(() => about('refusedOnce').length === 2 && about('untold').length === 1 && about('batch').length === 1, {
    what: 'the remaining webhooks',
  });
  for (const name of ['pending', 'calling', 'held'] as const) await waitFor(() => about(name).length > 0, { what: `the end of ${name}` });
  for (const webhook of receiver.received) {
    const isStanding = webhook.body.type === 'generation.succeeded' && webhook.signature !== '' && !holds(SECRETS.WEBHOOK_SECRET, webhook);
    verifyWebhook(isStanding ? world.endpoint.secret : SECRETS.WEBHOOK_SECRET, webhook);
  }
  // The last job has only just ended.
  const undelivered = async () => (await world.read<{ data: Delivery[] }>('/v1/deliveries?limit=100&status=pending,failed,refused')).data;
  await waitFor(async () => (await undelivered()).length === 0, { what: 'every delivery' });
});

function holds(secret: string, webhook: Parameters<typeof verifyWebhook>[1]): boolean {
  try {
    verifyWebhook(secret, webhook);
    return true;
  } catch {
    return false;
  }
}
