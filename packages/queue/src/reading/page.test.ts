import { expect, test } from '@jest/globals';

import type { RunCommand } from '../lua/commands.ts';
import { readPage } from './page.ts';

/** A list of this many ids, created at 1, 2, … ms; each step of reading takes `stepMs`. */
function listOf(count: number, stepMs: number) {
  let time = 0;
  const steps: number[] = [];
  const run = (async (_name: string, operation: { after?: { created_at: number }; most: number }) => {
    time += stepMs;
    const newest = (operation.after?.created_at ?? count + 1) - 1;
    const entries = Array.from({ length: Math.min(operation.most, newest) }, (_, index) => ({
      id: `job_${newest - index}`,
      created_at: newest - index,
    }));
    steps.push(entries.length);
    return { code: 'page', woken: [], lists: [entries] };
  }) as unknown as RunCommand;
  return { deps: { run, now: () => time }, steps };
}

const load = async (ids: string[]) => ids.map((id) => ({ id, createdAt: Number(id.slice('job_'.length)) }));

async function everyTenThousandth(ids: string[]): Promise<string[]> {
  return ids.filter((id) => id.endsWith('0000'));
}

test('continues past entries that do not match until the page is full', async () => {
  const { deps } = listOf(100_000, 1);
  const page = { indexes: ['jobs'], select: everyTenThousandth, load, limit: 3 };
  const first = await readPage(deps, { ...page, cursor: undefined });
  expect(first.records.map(({ id }) => id)).toEqual(['job_100000', 'job_90000', 'job_80000']);
  const second = await readPage(deps, { ...page, cursor: first.nextCursor! });
  expect(second.records.map(({ id }) => id)).toEqual(['job_70000', 'job_60000', 'job_50000']);
});

test('is empty with a next one only if reading took long', async () => {
  const { deps, steps } = listOf(100_000, 600);
  const page = { indexes: ['jobs'], select: async () => [], load, limit: 3 };
  const first = await readPage(deps, { ...page, cursor: undefined });
  expect(first).toEqual({ records: [], nextCursor: expect.any(String) });
  expect(steps).toEqual([250, 250, 250, 250]);
  await readPage(deps, { ...page, cursor: first.nextCursor! });
  expect(steps).toHaveLength(8);
});

test('reads no more than a page if everything matches', async () => {
  const { deps, steps } = listOf(100_000, 1);
  const { records } = await readPage(deps, { indexes: ['jobs'], load, limit: 25, cursor: undefined });
  expect(records).toHaveLength(25);
  expect(steps).toEqual([26]);
});

test('ends without a next page if the last one is exactly full', async () => {
  const { deps } = listOf(25, 1);
  expect((await readPage(deps, { indexes: ['jobs'], load, limit: 25, cursor: undefined })).nextCursor).toBeNull();
});

test('returns what was read when Redis goes away, and the next page continues there', async () => {
  const { deps, steps } = listOf(1_000, 1);
  const redis = { away: false };
  const select = async (ids: string[]) => {
    if (redis.away) throw new Error('Command timed out');
    redis.away = true;
    return ids.slice(0, 2);
  };
  const page = { indexes: ['jobs'], select, load, limit: 3 };
  const first = await readPage(deps, { ...page, cursor: undefined });
  expect([first.records.map(({ id }) => id), steps]).toEqual([
    ['job_1000', 'job_999'],
    [250, 250],
  ]);
  await expect(readPage(deps, { ...page, cursor: first.nextCursor! })).rejects.toThrow('Command timed out');
  redis.away = false;
  const { records } = await readPage(deps, { ...page, cursor: first.nextCursor! });
  expect(records.map(({ id }) => id)).toEqual(['job_750', 'job_749']);
});
