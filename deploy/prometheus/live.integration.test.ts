import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startProcess, testRedis, waitFor, webhookReceiver } from '@darkroom/testkit';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { kustomize } from '../checks/kustomize.ts';
import { rules } from '../checks/metrics.ts';
import { prometheus, startPrometheus } from '../checks/prometheus.ts';
import { readSelectors } from '../checks/promql.ts';
import { pathOf, readText } from '../checks/repository.ts';

/** What the board and KEDA ask for, of a real Prometheus that scrapes a real system. It takes half a minute, so only where it is asked for. */
const inPrometheus = process.env['PROMETHEUS'] && prometheus ? describe : describe.skip;

const NAMESPACE = 'darkroom';
const [KEY, ADMIN_KEY] = ['key-of-acme-for-prometheus', 'key-of-the-operator-for-prometheus'];
const ENCRYPTION_KEY = Buffer.from('a-key-of-exactly-32-bytes-for-it').toString('base64');

type Panel = { targets?: { expr: string }[] };
const board = JSON.parse(readText('deploy/grafana/darkroom.json')) as { panels: Panel[]; annotations: { list: { expr: string }[] } };
const ofBoard = board.panels
  .flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))
  .map((expr) => expr.replaceAll('$__rate_interval', '5m').replaceAll('$namespace', NAMESPACE));
const ofKeda = kustomize(pathOf('deploy/kubernetes/overlays/production'))
  .filter(({ kind }) => kind === 'ScaledObject')
  .flatMap(({ spec }) => (spec as unknown as { triggers: { metadata: { query: string } }[] }).triggers)
  .map(({ metadata }) => metadata.query);

/** Series that are absent where all is well. */
const ONLY_IN_TROUBLE = [
  'darkroom_paused',
  'outcome="AuthError"',
  'outcome="UnknownOutcomeError"',
  'outcome="ThrottledError"',
  'status=~"5.."',
];

type System = Awaited<ReturnType<typeof startSystem>>;

async function startSystem() {
  await using started = new AsyncDisposableStack();
  const archive = await mkdtemp(join(tmpdir(), 'darkroom-archive-'));
  started.defer(() => rm(archive, { recursive: true }));
  const redis = started.use(testRedis());
  const receiver = started.use(await webhookReceiver());
  const gone = started.use(await webhookReceiver({ answer: () => ({ status: 410 }) }));
  const simulator = started.use(
    await startProcess('simulator', {
      SIMULATOR_LATENCY: '5ms-20ms',
      SIMULATOR_GENERATION_DURATION: '500ms-1s',
      SIMULATOR_DOWNLOAD_DURATION: '200ms',
    }),
  );
  const all = {
    REDIS_URL: redis.url,
    REDIS_PREFIX: redis.prefix,
    ARCHIVE_URL: `file://${archive}`,
    WEBHOOK_ALLOW_PRIVATE_NETWORKS: 'true',
    DARKROOM_ENCRYPTION_KEY: ENCRYPTION_KEY,
    GETTY_API_URL: simulator.url,
    GETTY_AUTH_URL: `${simulator.url}/oauth2/token`,
    GETTY_API_KEY: 'getty-key',
    GETTY_API_SECRET: 'getty-secret',
    GETTY_PAID_TIMEOUT: '2s',
    GETTY_HISTORY_SETTLE: '2s',
    DARKROOM_API_KEYS: `acme:${KEY}`,
    DARKROOM_ADMIN_KEY: ADMIN_KEY,
    DASHBOARD_USER: 'ansel',
    DASHBOARD_PASSWORD: 'half-dome-1927',
  };
  const starting = (['api', 'worker', 'notifier', 'dashboard'] as const).map((app) => startProcess(app, all));
  for (const one of await Promise.allSettled(starting)) if (one.status === 'fulfilled') started.use(one.value);
  const [api, worker, notifier, dashboard] = await Promise.all(starting);
  const watching = started.use(
    await startPrometheus(
      [api!, worker!, notifier!, dashboard!].map(({ port }) => `127.0.0.1:${port}`),
      NAMESPACE,
    ),
  );
  const ask = async <Answer>(path: string, body?: object, key = KEY): Promise<Answer> => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const answered = await fetch(`${api!.url}${path}`, { headers, ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}) });
    if (!answered.ok) throw new Error(`${path}: ${answered.status} ${await answered.text()}`);
    return (await answered.json()) as Answer;
  };
  const owned = started.move();
  return { api: api!, worker: worker!, watching, ask, receiver, gone, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Some of everything: work that succeeds, is refused, gets no answer and is held, a receiver that is gone, and a comparison with Getty. */
async function putToWork({ api, ask, receiver, gone }: System): Promise<void> {
  await ask('/v1/endpoints', { url: receiver.url });
  await ask('/v1/endpoints', { url: gone.url });
  const submit = (prompt: string, more: object = {}) => ask<{ id: string }>('/v1/generations', { prompt, ...more });
  const jobs = await Promise.all([
    ...Array.from({ length: 6 }, () => submit('A red bicycle', { download: { size_name: '4k', images: [0] } })),
    submit('A red bicycle [sim:blocked=all]'),
    submit('A red bicycle [sim:drop=after]'),
    submit('A red bicycle [sim:status=429 times=1]'),
    submit('A red bicycle [sim:status=503 when=after history_lag=1h]'),
  ]);
  const compared = await ask<{ id: string }>('/v1/reconciliations', { from: '2026-01-01', to: '2026-01-02' }, ADMIN_KEY);
  const raw = connect(api.port, '127.0.0.1');
  raw.end('no request\r\n\r\n').resume();
  const ended = new Set(['succeeded', 'failed', 'held']);
  for (const { id } of jobs) {
    await waitFor(
      async () => {
        const job = await ask<{ status: string; downloads: string[] }>(`/v1/jobs/${id}`);
        if (!ended.has(job.status)) return false;
        const downloads = await Promise.all(job.downloads.map((one) => ask<{ archive: { state: string } | null }>(`/v1/jobs/${one}`)));
        return downloads.every(({ archive }) => archive?.state === 'done');
      },
      { what: `job ${id} to end, and its files to be archived` },
    );
  }
  await waitFor(
    async () => (await ask<{ status: string }>(`/v1/reconciliations/${compared.id}`, undefined, ADMIN_KEY)).status === 'completed',
    {
      what: 'the reconciliation to be completed',
    },
  );
}

inPrometheus('of a system at work', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem();
    await putToWork(system);
    await putToWork(system); // a rate is of what was there before
  });
  afterAll(() => system?.[Symbol.asyncDispose]());

  const askSilent = async (expr: string) => ((await system.watching.query(expr)).every(({ value }) => Number.isNaN(value)) ? [expr] : []);
  /** Queries without a number, once the last scrape has come. */
  const silentOf = async (queries: string[]): Promise<string[]> => {
    let silent = queries.filter((expr) => !ONLY_IN_TROUBLE.some((part) => expr.includes(part)));
    const allSpeak = async () => (silent = (await Promise.all(silent.map(askSilent))).flat()).length === 0;
    await waitFor(allSpeak, { what: 'a number for each query' }).catch(() => undefined); // the test lists those without
    return silent;
  };

  test('every query of the board has an answer', async () => {
    expect(await silentOf(ofBoard)).toEqual([]);
  });

  test('every rule is evaluated, and every series that it asks for is there', async () => {
    const unhealthy = (await system.watching.rules()).filter(({ health }) => health !== 'ok');
    expect(unhealthy).toEqual([]);
    expect(await silentOf(rules().flatMap(({ record }) => record ?? []))).toEqual([]);
    expect(await silentOf([...new Set(rules().flatMap(({ expr }) => readSelectors(expr)))])).toEqual([]);
  });

  test('KEDA gets one number a query, which grows with what waits for a worker', async () => {
    const numbers = async () => Promise.all(ofKeda.map(async (query) => (await system.watching.query(query)).map(({ value }) => value)));
    expect(await numbers()).toEqual([[0], [0], [0]]);
    await system.worker.stop();
    for (let submitted = 0; submitted < 5; submitted++) await system.ask('/v1/generations', { prompt: 'A red bicycle' });
    await waitFor(async () => (await numbers())[0]![0] === 5, { what: 'KEDA to see five passes that wait' });
    const missing = async () => (await system.watching.rules()).find(({ name }) => name === 'DarkroomProcessMissing')?.state;
    await waitFor(async () => (await missing()) === 'pending', { what: 'the alert that no worker runs to wait for its time' });
  });
});
