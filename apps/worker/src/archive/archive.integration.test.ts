import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { DownloadResult } from '@darkroom/contracts';
import { newJobId } from '@darkroom/queue';
import { createLogger } from '@darkroom/runtime';
import { waitFor } from '@darkroom/testkit';
import { expect, test } from '@jest/globals';

import { createApp } from '../app.ts';
import { readConfig } from '../config.ts';
import { worldsOfFile, type World } from '../test/world.ts';

const setup = worldsOfFile();

async function download(world: World, generation: string): Promise<string> {
  const parent = await world.ended(generation);
  const id = newJobId();
  const now = Date.now();
  const request = { generation_request_id: parent.gettyId!, index: 0, size_name: '1k' };
  await world.store.jobs.accept({
    id,
    type: 'download',
    tenant: 'acme',
    request,
    parentId: parent.id,
    createdAt: now,
    deadlineAt: now + 60_000,
  });
  return id;
}

test('a worker archives what it downloads, and what was downloaded before there was an archive', async () => {
  const root = await mkdtemp(join(tmpdir(), 'darkroom-archive-'));
  await using world = await setup();
  await world.worker.start();
  const generation = await world.submit();
  const before = await download(world, generation);
  expect((await world.ended(before)).archive).toBeNull();

  const config = readConfig({ ...world.environment, ARCHIVE_URL: `file://${root}`, ARCHIVE_PREVIEWS: 'true' });
  const archiving = createApp(config, { logger: createLogger({ name: 'test', level: 'silent' }) });
  await world.worker.stop();
  await archiving.start();
  try {
    const later = await download(world, await world.submit());
    const all = [before, later, generation];
    await waitFor(async () => (await Promise.all(all.map(world.record))).every(({ archive }) => archive?.state === 'done'), {
      what: 'all to be archived',
    });
    for (const id of [before, later]) {
      const job = await world.record(id);
      const bytes = await readFile(join(root, job.archive!.key!));
      const served = Buffer.from(await (await fetch((job.result as DownloadResult).url!)).arrayBuffer());
      expect(bytes.equals(served)).toBe(true);
      expect(job.archive).toMatchObject({ bytes: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') });
    }
    const names = await readdir(root, { recursive: true });
    expect(names.filter((name) => name.includes('-preview.') && name.includes(generation))).toHaveLength(8);
    const metrics = await (await fetch(`http://127.0.0.1:${archiving.port}/metrics`)).text();
    expect(metrics).toContain('darkroom_archive_available{app="worker"} 1');
    expect(metrics).toMatch(/darkroom_copies_total\{outcome="stored",app="worker"\} \d+/);

    await world.store.edits.remove(before);
    await waitFor(async () => !(await readdir(root, { recursive: true })).some((name) => name.includes(before)), {
      what: 'its files to be removed',
    });
  } finally {
    await archiving.stop();
    await rm(root, { recursive: true, force: true });
  }
});
