import { expect, test } from '@jest/globals';

import { createCommands } from '../lua/commands.ts';
import { setup } from '../test/world.ts';
import { readPage, type Listed } from './page.ts';

test('a page of thousands of lists reads few entries of each, and none is left out', async () => {
  await using world = await setup();
  const places: Listed[] = Array.from({ length: 12_000 }, (_, n) => ({ id: `job_${String(n).padStart(6, '0')}`, createdAt: n % 4_000 }));
  const indexes = Array.from({ length: 3_000 }, (_, n) => world.keys.jobs(`t${n}`));
  const pipeline = world.raw.pipeline();
  // One list has many of the newest.
  for (const [n, { id, createdAt }] of places.entries()) pipeline.zadd(indexes[createdAt > 3_900 ? 7 : n % 3_000]!, createdAt, id);
  await pipeline.exec();
  const run = createCommands(world.raw, world.keys);
  const byId = new Map(places.map((place) => [place.id, place]));
  const load = async (ids: string[]) => ids.map((id) => byId.get(id)!);

  const newestFirst = places.toSorted((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1)).map(({ id }) => id);
  const read: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < 12; page++) {
    const { records, nextCursor } = await readPage({ run, now: () => 0 }, { indexes, load, limit: 100, cursor });
    expect(records).toHaveLength(100);
    read.push(...records.map(({ id }) => id));
    cursor = nextCursor!;
  }
  expect(read).toEqual(newestFirst.slice(0, 1_200));
});
