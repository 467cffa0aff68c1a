import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, test } from '@jest/globals';

import { startSimulator } from '../test/start-simulator.ts';
import type { KeptEffect } from './kept-effect.ts';
import { openStateFile } from './state-file.ts';

async function setup() {
  const folder = await mkdtemp(join(tmpdir(), 'simulator-state-'));
  const path = join(folder, 'kept', 'state.jsonl');
  return {
    folder: join(folder, 'kept'),
    path,
    start: (more: Record<string, string> = {}) => startSimulator({ SIMULATOR_STATE_FILE: path, ...more }),
    lines: async () => (await readFile(path, 'utf8')).split('\n').slice(0, -1),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

describe('a simulator that was killed', () => {
  test('continues with pending work and earlier results at the next start', async () => {
    await using made = await setup();
    await using killed = await made.start({ SIMULATOR_MAX_PENDING: '3' });
    const done = await killed.finished({ notes: 'n [darkroom:x]' });
    await killed.call('start_download', { id: done, index: 1, body: { size_name: '4k' } });
    const { generation_request_id: pending } = (await killed.generate({ prompt: 'a fox' })).body;
    const before = await killed.ledger();

    // It is never stopped: everything it answered is in the file by then.
    await using next = await made.start({ SIMULATOR_MAX_PENDING: '1' });
    next.clock.advance(4_000);
    expect((await next.call('poll', { id: pending })).status).toBe(202);
    expect((await next.generate()).status).toBe(429);
    expect((await next.call('get_download', { id: done, index: 1 })).status).toBe(202);
    const { calls: _calls, pending_peak: _peak, ...after } = await next.ledger();
    expect(before).toMatchObject(after);
    next.clock.advance(4_000);
    expect((await next.call('poll', { id: pending })).status).toBe(200);
    expect((await next.call('get_download', { id: done, index: 1 })).status).toBe(200);
    const history = (await next.call('history')).body;
    expect(history.generations).toMatchObject([
      { generation_request_id: pending },
      { generation_request_id: done, notes: 'n [darkroom:x]' },
    ]);
    expect((await next.generate()).status).toBe(202);
  });

  test("keeps the day's count of downloads, and what was deleted stays deleted", async () => {
    await using made = await setup();
    await using killed = await made.start();
    const id = await killed.finished();
    await killed.call('start_download', { id, index: 0, body: { size_name: '1k' } });
    await using next = await made.start({ SIMULATOR_MAX_DAILY_DOWNLOADS: '1' });
    next.clock.advance(8_000);
    expect((await next.call('start_download', { id, index: 1, body: { size_name: '1k' } })).status).toBe(429);
    await next.control('DELETE', '/__ledger');
    await using last = await made.start();
    expect(await last.ledger()).toMatchObject({ generations: [], downloads: [], totals: { generations: 0 } });
  });
});

const pathsIn = (body: { results: { url: string }[] }) => body.results.map(({ url }) => new URL(url).pathname);

test('operations, their sources and pictures, files and the sizes of downloads survive a restart', async () => {
  await using made = await setup();
  await using killed = await made.start();
  const id = await killed.finished();
  const reference_generation = { generation_request_id: id, index: 1 };
  const { generation_request_id: removed } = (await killed.call('background_removal', { body: { reference_generation } })).body;
  const [file, deleted] = [await killed.registered('CustomerProduct'), await killed.registered('ImageReference')];
  await killed.call('delete_file', { id: deleted });
  killed.clock.advance(4_000);
  await killed.change({ file_bytes: 2_000_000 });
  await killed.downloaded(removed);
  const [before, { file_registrations }] = [(await killed.call('poll', { id: removed })).body, await killed.ledger()];

  await using next = await made.start();
  next.clock.advance(12_000);
  expect(pathsIn((await next.call('poll', { id: removed })).body)).toEqual(pathsIn(before));
  expect((await next.call('get_download', { id: removed })).body.url).toContain('bytes=2000000');
  expect(await next.ledger()).toMatchObject({
    generations: [
      { operation: 'generate', source: null },
      { operation: 'background_removal', source: reference_generation },
    ],
    file_registrations,
  });
  expect((await next.call('background_generation', { body: { reference_file_registration_id: file } })).status).toBe(202);
});

test('a file of a version without operations is read', async () => {
  await using made = await setup();
  await using killed = await made.start();
  const id = await killed.finished();
  const lines = (await made.lines()).map((line) => {
    const { operation: _operation, source: _source, images: _images, ...rest } = JSON.parse(line) as Record<string, unknown>;
    return JSON.stringify(rest);
  });
  await writeFile(made.path, `${lines.join('\n')}\n`);
  await using next = await made.start();
  next.clock.advance(4_000);
  expect((await next.call('poll', { id })).body.results).toHaveLength(4);
  expect((await next.ledger()).generations).toMatchObject([{ operation: 'generate', source: null }]);
});

describe('a state file', () => {
  test('without the end of its last line is read up to there, and stays in place', async () => {
    await using made = await setup();
    await using killed = await made.start();
    const { generation_request_id: id } = (await killed.generate()).body;
    await appendFile(made.path, '{"kind":"generation","generation_requ');
    await using next = await made.start();
    expect((await next.call('poll', { id })).status).toBe(202);
    expect(await readdir(made.folder)).toEqual(['state.jsonl']);
  });

  test.each(['no JSON', '{"kind":"generation"}', '{"kind":"surprise"}', '\u0000\u0000'])(
    'with %j in it is set aside whole, and the readable part is used',
    async (line) => {
      await using made = await setup();
      await using killed = await made.start();
      const { generation_request_id: id } = (await killed.generate()).body;
      const broken = `${line}\n${await readFile(made.path, 'utf8')}`;
      await writeFile(made.path, broken);
      await using next = await made.start();
      expect((await next.call('poll', { id })).status).toBe(202);
      const aside = (await readdir(made.folder)).find((name) => name.startsWith('state.jsonl.unreadable-'));
      expect(await readFile(join(made.folder, aside!), 'utf8')).toBe(broken);
      await using last = await made.start();
      expect((await last.call('poll', { id })).status).toBe(202);
      expect((await readdir(made.folder)).length).toBe(2);
    },
  );

  test('without any readable line is set aside, also if it is a single line', async () => {
    await using made = await setup();
    await (await made.start()).app.stop();
    await writeFile(made.path, 'garbage');
    await using next = await made.start();
    expect((await next.generate()).status).toBe(202);
    expect((await readdir(made.folder)).toSorted()).toEqual(['state.jsonl', expect.stringMatching(/^state\.jsonl\.unreadable-\d+$/)]);
  });

  test('is rewritten when it has grown to twice the kept size', async () => {
    await using made = await setup();
    const kept: KeptEffect[] = [{ kind: 'answered', id: 'kept', answered: 'ok' }];
    const file = openStateFile(made.path, { snapshot: () => kept, now: () => 1 });
    for (let n = 0; n < 1_000; n++) file.append({ kind: 'answered', id: `${n}`, answered: 'ok' });
    expect(await made.lines()).toHaveLength(1_000);
    file.append({ kind: 'answered', id: 'one more', answered: 'ok' });
    expect(await made.lines()).toEqual([JSON.stringify(kept[0])]);
    file.append({ kind: 'cleared' });
    expect(await made.lines()).toHaveLength(2);
    file.close();
    file.append({ kind: 'cleared' });
    expect(await made.lines()).toHaveLength(2);
  });
});
