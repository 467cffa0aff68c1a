import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { expect, test } from '@jest/globals';
import { ownRedis, redisCluster, type OwnRedis } from '@darkroom/testkit';

import { startSystem, type System } from './system.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A restored backup pays nothing again: workers refuse it until it was compared with Getty. */
test('after a restore of a node of a cluster, workers wait for restore.ts, and nothing is paid twice', async () => {
  await using redis = await redisCluster();
  const node = await redis.nodeOf('e2e');
  await using files = await temporaryDirectory();
  const backup = join(files.path, 'backup.rdb');
  await using system = await startSystem({
    redisUrl: redis.url,
    simulator: { SIMULATOR_GENERATION_DURATION: '1s', SIMULATOR_DOWNLOAD_DURATION: '300ms' },
    worker: { GETTY_MAX_PENDING: '2' },
  });
  const done = await system.ended((await system.submit({ prompt: 'a fox, done before' })).id);
  const gettyId = done.getty.generation_request_id;
  // Unsent at the backup: they wait for their time.
  const run_at = new Date(Date.now() + 3_600_000).toISOString();
  const later = { generation_request_id: gettyId, index: 1, size_name: '4k', run_at };
  const download = ((await (await system.call('/v1/downloads', { body: later })).json()) as { id: string }).id;
  const unsent = await Promise.all([0, 1, 2].map(async (n) => (await system.submit({ prompt: `a fox, later ${n}`, run_at })).id));
  const sent = await Promise.all([0, 1, 2].map(async (n) => (await system.submit({ prompt: `a fox, number ${n}` })).id));
  const ids = [...sent, ...unsent, download];
  await system.reaches(sent[0]!, ({ status }) => status !== 'queued', 'to be sent');
  const taken = await run('backup', system, redis, backup);
  expect(taken).toMatchObject({ code: 0, output: expect.stringContaining(`Copied to ${backup}.`) });
  expect(taken.output).toContain(`Redis at 127.0.0.1:${node.port} has written its snapshot`);

  for (const id of [...unsent, download]) await sendNow(system, id);
  for (const id of ids) expect(await system.ended(id)).toMatchObject({ status: 'succeeded' });
  const paid = await effects(system);
  expect(paid).toEqual({ generations: 7, downloads: 1 });

  // A worker that nobody stopped ends by itself.
  await restore(node, backup);
  expect(await system.processes.workers[0]!.exited).toMatchObject({ code: 1 });
  expect((await system.reaches(unsent[0]!, ({ status }) => status === 'queued', 'to be unsent again')).attempts).toBe(0);
  expect(await refusal(system)).toMatch(/exit code 1[^]*"Redis holds a restored backup of .*Run \\"node apps\/worker\/src\/restore.ts\\"/);
  expect(await refusal(system)).toMatch(/exit code 1[^]*Redis holds a restored backup/);
  expect(await (await system.call('/readyz')).json()).toMatchObject({ redis: { restored: true } });

  // Whatever the operator remembers, the mark of the backup counts.
  const prepared = await run('restore', system, redis, '--since', new Date().toISOString());
  expect(prepared).toMatchObject({ code: 0, output: expect.stringContaining('Workers may start.') });
  for (const id of unsent) expect(prepared.output).toContain(`${id} goes on with the generation that Getty has.`);
  expect(await run('restore', system, redis)).toMatchObject({ code: 0, output: expect.stringContaining('nothing to prepare') });

  await sendNow(system, download);
  system.processes.workers = [await system.start.worker()];
  for (const id of ids) expect(await system.ended(id, 90_000)).toMatchObject({ status: 'succeeded' });
  expect(await effects(system)).toEqual(paid);
});

test('a backup that was taken by other means is noticed by what Getty has', async () => {
  await using redis = await ownRedis();
  await using files = await temporaryDirectory();
  await using system = await startSystem({ redisUrl: redis.url, worker: { GETTY_MAX_PENDING: '1' } });
  await system.program('/__settings', 'PUT', { generation_duration: '5s' });
  // One after the other, so that the first is sent first, and others after the backup.
  const ids: string[] = [];
  for (let n = 0; n < 3; n++) ids.push((await system.submit({ prompt: `a heron, number ${n}` })).id);
  await system.reaches(ids[0]!, ({ status }) => status !== 'queued', 'to be sent');
  await redis.command('SAVE');
  const backup = join(files.path, 'dump.rdb');
  await copyFile(join(redis.dataDir, 'dump.rdb'), backup);
  for (const id of ids) await system.ended(id);
  const paid = await effects(system);

  await system.processes.workers[0]!.stop();
  await restore(redis, backup);
  expect(await refusal(system)).toMatch(/exit code 1[^]*Redis holds a restored backup/);
  expect(await run('restore', system, redis)).toMatchObject({ code: 0 });
  system.processes.workers = [await system.start.worker()];
  for (const id of ids) expect(await system.ended(id, 90_000)).toMatchObject({ status: 'succeeded' });
  expect(await effects(system)).toEqual(paid);

  // A restart of Redis is no restore.
  await system.processes.workers[0]!.stop();
  await redis.restart();
  await using again = await system.start.worker();
  expect(await again.waitForLog('process.started')).toMatchObject({ name: 'worker' });
});

/** How a worker that does not start ends, and what it says. It may answer about its health before. */
async function refusal(system: System): Promise<string> {
  const started = await system.start.worker().catch((error: unknown) => String(error));
  if (typeof started === 'string') return started;
  const { code } = await started.exited;
  return [`exit code ${code}`, ...started.lines].join('\n');
}

/** A job that waits for its time is sent at once. */
async function sendNow(system: System, id: string): Promise<void> {
  expect((await system.call(`/v1/jobs/${id}`, { method: 'PATCH', body: { run_at: null } })).status).toBe(200);
}

async function effects(system: System) {
  const { generations, downloads } = await system.ledger();
  return { generations: generations.length, downloads: downloads.length };
}

/** Puts a snapshot in the place of the data, as docs/operations/backup.md says. */
async function restore(redis: OwnRedis, snapshot: string): Promise<void> {
  await redis.kill();
  const files = join(redis.dataDir, 'appendonlydir');
  await rm(files, { recursive: true });
  await mkdir(files);
  await copyFile(snapshot, join(files, 'appendonly.aof.1.base.rdb'));
  await writeFile(join(files, 'appendonly.aof.manifest'), 'file appendonly.aof.1.base.rdb seq 1 type b\n');
  await redis.restart();
}

/** Runs a command of the worker, with the settings of one. */
async function run(
  name: 'backup' | 'restore',
  system: System,
  redis: { url: string },
  ...words: string[]
): Promise<{ code: number; output: string }> {
  const env = {
    PATH: process.env['PATH'],
    NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
    REDIS_URL: redis.url,
    REDIS_PREFIX: 'e2e',
    GETTY_API_URL: system.simulator.url,
    GETTY_AUTH_URL: `${system.simulator.url}/oauth2/token`,
    GETTY_API_KEY: 'e2e-getty-key',
    GETTY_API_SECRET: 'e2e-getty-secret',
  };
  const done = promisify(execFile)(process.execPath, [`apps/worker/src/${name}.ts`, ...words], { cwd: root, env });
  return done.then(
    ({ stdout }) => ({ code: 0, output: stdout }),
    (error: { code: number; stdout: string; stderr: string }) => ({ code: error.code, output: error.stdout + error.stderr }),
  );
}

async function temporaryDirectory(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'darkroom-backup-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}
