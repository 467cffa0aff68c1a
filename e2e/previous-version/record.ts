import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

import type { Job } from '@darkroom/contracts';
import { freePort } from '@darkroom/embedded-redis';
import { dumpRedis, ownRedis, startProcess, waitFor, webhookReceiver } from '@darkroom/testkit';

import { API_KEY, GETTY, RECEIVER, SECRETS, SUBMISSIONS, type Recording } from './recording.ts';

/**
 * `node e2e/previous-version/record.ts <tree of another version> <file>`: lets the api, worker and notifier of that version do a little of everything,
 * kills them in the middle of it, and writes the state of Redis and of Getty (this version's simulator) to that file. The tree
 * needs its packages installed (`npm start` there once).
 */
const [tree, file] = process.argv.slice(2);
if (tree === undefined || file === undefined)
  throw new Error('usage: node e2e/previous-version/record.ts <tree of another version> <file>');

const PREFIX = 'previous';
const home = await mkdtemp(join(tmpdir(), 'darkroom-record-'));
const stateFile = join(home, 'state.jsonl');
await using redis = await ownRedis();
await using receiver = await webhookReceiver({ answer: ({ body }) => ({ status: body.data.metadata?.answer ?? 204 }) });
await using simulator = await startProcess('simulator', {
  SIMULATOR_LATENCY: '5ms',
  SIMULATOR_GENERATION_DURATION: '500ms',
  SIMULATOR_DOWNLOAD_DURATION: '500ms',
  SIMULATOR_STATE_FILE: stateFile,
});
const shared = { REDIS_URL: redis.url, REDIS_PREFIX: PREFIX };
const getty = { ...GETTY, GETTY_API_URL: simulator.url, GETTY_AUTH_URL: `${simulator.url}/oauth2/token` };
await using started = new AsyncDisposableStack();

async function start(app: 'api' | 'worker' | 'notifier', settings: Record<string, string>) {
  const port = await freePort();
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], PORT: `${port}`, LOG_LEVEL: 'warn', ...shared, ...settings };
  const child = spawn(process.execPath, [`apps/${app}/src/main.ts`], { cwd: tree, env, stdio: 'inherit' });
  const exited = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  started.defer(kill);
  await waitFor(async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.ok, { what: `${app} to be ready` });
  return { url, kill };
}

const webhooks = { ...SECRETS, WEBHOOK_ALLOW_PRIVATE_NETWORKS: 'true' };
const api = await start('api', { ...getty, ...webhooks, DARKROOM_API_KEYS: `acme:${API_KEY}` });
const notifier = await start('notifier', { ...webhooks, WEBHOOK_RETRY_DELAYS: '60s,60s,60s' });
const startWorker = () => start('worker', { ...getty, GETTY_PAID_TIMEOUT: '2s', GETTY_HISTORY_SETTLE: '2s', GETTY_MAX_PENDING: '3' });
const worker = await startWorker();

type ShownDelivery = { status: string; attempts?: number; attempt_count?: number };

const call = async <Body = Job>(path: string, init: { method?: string; body?: unknown; key?: string } = {}): Promise<Body> => {
  const response = await fetch(`${api.url}${path}`, {
    method: init.method ?? (init.body === undefined ? 'GET' : 'POST'),
    headers: {
      authorization: `Bearer ${API_KEY}`,
      ...(init.body !== undefined && { 'content-type': 'application/json' }),
      ...(init.key !== undefined && { 'idempotency-key': init.key }),
    },
    ...(init.body !== undefined && { body: JSON.stringify(init.body) }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Body;
};
const ids: Record<string, string> = {};
const reaches = (name: string, status: string, more: (job: Job) => boolean = () => true) =>
  waitFor(
    async () => {
      const job = await call(`/v1/jobs/${ids[name]}`);
      return job.status === status && more(job);
    },
    { what: `${name} to be ${status}` },
  ).catch(async (cause: unknown) => {
    throw new Error(JSON.stringify(await call(`/v1/jobs/${ids[name]}`)), { cause });
  });
/** Under a key of its own name, so that it can be sent again. */
const submit = async (name: keyof typeof SUBMISSIONS) => {
  const { path, body } = SUBMISSIONS[name]({
    receiver: receiver.url,
    jobs: ids,
    inAnHour: new Date(Date.now() + 3_600_000).toISOString(),
  });
  ids[name] = (await call(path, { body, key: name })).id;
};
const simulate = (path: string, init: { method: string; body: unknown }) =>
  fetch(`${simulator.url}${path}`, {
    method: init.method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(init.body),
  });

const endpoint = await call<{ id: string; secret: string }>('/v1/endpoints', {
  body: { url: `${receiver.url}/standing`, events: ['generation.succeeded'] },
});

// What has ended.
await submit('succeeded');
await reaches('succeeded', 'succeeded');
ids['chained'] = (await call(`/v1/jobs/${ids['succeeded']}`)).downloads[0]!;
await reaches('chained', 'succeeded');
for (const name of ['blocked', 'canceled'] as const) await submit(name);
await reaches('blocked', 'failed');
await call(`/v1/jobs/${ids['canceled']}/cancel`, { method: 'POST' });
await reaches('canceled', 'canceled');
// A webhook that is to be tried again.
await submit('refusedOnce');
await reaches('refusedOnce', 'succeeded');
const triedOnce = (delivery: ShownDelivery) => delivery.status === 'pending' && (delivery.attempt_count ?? delivery.attempts) === 1;
await waitFor(
  async () => (await call<{ data: ShownDelivery[] }>(`/v1/deliveries?job_id=${ids['refusedOnce']}`)).data.filter(triedOnce).length === 2,
  {
    what: 'its first tries',
  },
);
// A call with an unknown outcome, calls that Getty refuses for now, and jobs for later.
await submit('held');
await reaches('held', 'held');
// oxlint-disable unicorn/no-thenable -- the simulator's word
const refuse = (match: object, status: string) =>
  simulate('/__scenarios', { method: 'POST', body: { match, times: null, then: { status, retry_after_s: 60 } } });
// oxlint-enable unicorn/no-thenable
await refuse({ call: 'start_download' }, '429-daily');
await refuse({ call: 'generate', prompt_includes: 'a wolf' }, '403-quota');
const isHeldUp = ({ reason }: Job) => reason === 'paused' || reason === 'throttled';
// The first tries, the second waits for it.
for (const name of ['daily', 'dailyToo', 'quota', 'quotaToo'] as const) {
  await submit(name);
  await reaches(name, 'queued', isHeldUp);
}
await submit('scheduled');
// What Getty works on; together they take all slots, and two stand in line.
await submit('batch');
await waitFor(async () => (await call<{ counts: Record<string, number> }>(`/v1/batches/${ids['batch']}`)).counts.succeeded === 1, {
  what: 'the quick one of the batch',
});
await submit('pending');
await reaches('pending', 'waiting');
await submit('calling');
await reaches('calling', 'submitting');
await submit('inLine');
await submit('urgent');
for (const name of ['inLine', 'urgent']) await reaches(name, 'queued', ({ reason }) => reason === 'capacity');
// An event that is in the log and not handled yet.
await notifier.kill();
await submit('untold');
await call(`/v1/jobs/${ids['untold']}/cancel`, { method: 'POST' });
await worker.kill();

const jobs = Object.fromEntries(
  await Promise.all(
    Object.entries(ids)
      .filter(([, id]) => id.startsWith('job_'))
      .map(async ([name, id]) => [name, await call(`/v1/jobs/${id}`)] as const),
  ),
);
await api.kill();
const recording: Recording = {
  recordedAt: Date.now(),
  ids,
  jobs,
  endpoint: { id: endpoint.id, secret: endpoint.secret },
  getty: await readFile(stateFile, 'utf8'),
  redis: await dumpRedis({ url: redis.url, prefix: PREFIX }),
};
const text = JSON.stringify(recording, undefined, 1).replaceAll(receiver.url, RECEIVER);
await writeFile(file, `${text}\n`);
await rm(home, { recursive: true });
