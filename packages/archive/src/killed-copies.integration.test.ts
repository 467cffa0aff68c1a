import { randomBytes } from 'node:crypto';
import * as realFiles from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';
import { createStepper, s3Service, type Stepper } from '@darkroom/testkit';

import type { Archive, FileToStore } from './archive.ts';
import { createFileArchive, type Files } from './file/file-archive.ts';
import { createS3Archive } from './s3/s3-archive.ts';

const FOLDER = 'acme/2026/11/job_1';
const MIB = 1024 * 1024;

function file(chunks: Uint8Array[]): FileToStore {
  return {
    folder: FOLDER,
    name: '0-4k',
    extension: 'jpg',
    contentType: 'image/jpeg',
    body: (async function* () {
      yield* chunks;
    })(),
    expectedBytes: null,
    describe: (stored) => stored,
    beforePlacing: async () => undefined,
  };
}

/** The file system of a process that halts at a step, those of open files included. */
function inSteps(stepper: Stepper) {
  const opened: realFiles.FileHandle[] = [];
  const open = (async (...asked: Parameters<typeof realFiles.open>) => {
    const handle = await realFiles.open(...asked);
    opened.push(handle);
    const calls = {
      write: handle.write.bind(handle),
      writeFile: handle.writeFile.bind(handle),
      sync: handle.sync.bind(handle),
      close: handle.close.bind(handle),
    };
    return stepper.inSteps(calls);
  }) as unknown as Files['open'];
  const { access, mkdir, readdir, rename, rm, stat } = realFiles;
  const files = stepper.inSteps({ access, mkdir, open, readdir, rename, rm, stat });
  // The kernel closes what a killed process had open.
  return { files, closeAll: () => Promise.all(opened.map((handle) => handle.close().catch(() => undefined))) };
}

test('a copy to a directory that is killed at any step leaves a complete file with its description or none, and the next try completes it', async () => {
  const whole = randomBytes(100_000);
  const chunks = [whole.subarray(0, 60_000), whole.subarray(60_000)];
  const left: string[] = [];
  for (let haltAt = 0, died = true; died; haltAt++) {
    const root = await realFiles.mkdtemp(join(tmpdir(), 'darkroom-killed-'));
    const stepper = createStepper(haltAt);
    const { files, closeAll } = inSteps(stepper);
    const killed = createFileArchive(root, files).store(file(chunks));
    died = (await Promise.race([killed, stepper.halted])) === 'halted';
    await closeAll();

    const visible = (await realFiles.readdir(join(root, FOLDER)).catch(() => [])).filter((name) => !name.startsWith('.')).toSorted();
    left.push(visible.join(' '));
    const found = await realFiles.readFile(join(root, FOLDER, '0-4k.jpg')).catch(() => whole);
    expect(found.equals(whole)).toBe(true);
    await createFileArchive(root).store(file(chunks));
    expect((await realFiles.readdir(join(root, FOLDER))).toSorted()).toEqual(['0-4k.jpg', '0-4k.json']);
    await realFiles.rm(root, { recursive: true });
  }
  expect(left.length).toBeGreaterThan(30);
  expect([...new Set(left)]).toEqual(['', '0-4k.json', '0-4k.jpg 0-4k.json']);
});

test.each([
  ['one part', 100_000],
  ['parts', 6 * MIB],
])(
  'a copy to S3 in %s that is killed at any request leaves a complete file with its description or none, and the next try completes it',
  async (_size, bytes) => {
    const whole = randomBytes(bytes);
    await using service = await s3Service();
    const open = () =>
      createS3Archive(
        { kind: 's3', bucket: 'pictures', prefix: '' },
        { endpoint: service.endpoint, credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }, partBytes: 5 * MIB },
      );
    const left: string[] = [];
    // Closing one would send its last request again, as no dead process does.
    const dead: Archive[] = [];
    for (let haltAt = 0, died = true; died; haltAt++) {
      const before = service.asked.length;
      const halted = Promise.withResolvers<'halted'>();
      service.decide((_request, count) => {
        if (count - before < haltAt) return 'pass';
        halted.resolve('halted');
        return 'hang';
      });
      const dying = open();
      const killed = dying.store(file([whole])).catch((error: unknown) => error);
      died = (await Promise.race([killed, halted.promise])) === 'halted';
      service.decide(() => 'pass');
      const keys = await service.keys();
      left.push(keys.join(' '));
      const found = await service.read(`${FOLDER}/0-4k.jpg`).catch(() => whole);
      expect(found.equals(whole)).toBe(true);

      const next = open();
      await next.store(file([whole]));
      expect(await service.keys()).toEqual([`${FOLDER}/0-4k.jpg`, `${FOLDER}/0-4k.json`]);
      expect(service.openUploads()).toEqual([]);
      await next.clear(FOLDER, 'everything');
      expect(await service.keys()).toEqual([]);
      next.close();
      dead.push(dying);
    }
    service.decide(() => 'hang');
    for (const archive of dead) archive.close();
    expect(left.length).toBeGreaterThan(3);
    expect([...new Set(left)]).toEqual(['', `${FOLDER}/0-4k.json`, `${FOLDER}/0-4k.jpg ${FOLDER}/0-4k.json`]);
  },
);
