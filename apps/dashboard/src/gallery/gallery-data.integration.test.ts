import { expect, test } from '@jest/globals';

import { BASIC, dashboardWorld } from '../test/dashboard-world.ts';
import type { GalleryCard } from './gallery-data.ts';

const headers = { authorization: BASIC, accept: 'application/json' };

test('the gallery has generations with pictures only, each with the sizes that were downloaded', async () => {
  await using world = await dashboardWorld();
  const { drive } = world;
  const made = await drive.accept({ request: { prompt: 'a heron at dawn', project_code: 'autumn', product_id: 7 } });
  await drive.wait(made);
  const download = await drive.accept({ type: 'download', parentId: made, request: { job_id: made, index: 2, size_name: '4k' } });
  await drive.end(made, { status: 'succeeded', result: drive.generated(made), set: { downloads: [download] } });
  await drive.wait(download);
  const url_expires_at = new Date(Date.now() + 1_000_000).toISOString();
  await drive.succeed(download, { url: 'https://a.example/4k.jpg', generated_asset_id: 'a', size_name: '4k', url_expires_at });
  await drive.accept({ request: { prompt: 'a heron, not made yet' } });

  const read = async (query: string) => {
    const answer = await world.get(`/data/gallery?${query}`, headers);
    return [answer.status, ((await answer.json()) as { data?: GalleryCard[] }).data] as const;
  };
  const card = { id: made, project_code: 'autumn', product_id: 7, files: [{ index: 2, size_name: '4k', is_archived: false }] };
  expect(await read('q=heron')).toEqual([200, [expect.objectContaining(card)]]);
  expect(await read('q=fox')).toEqual([200, []]);
  expect(await read('project_code=spring')).toEqual([200, []]);
  expect((await read('days=7'))[0]).toBe(422);
});

test('by what the archive has, the gallery looks on until a page is full', async () => {
  await using world = await dashboardWorld();
  const { drive, store } = world;
  const made: string[] = [];
  for (let count = 0; count < 5; count += 1) {
    const id = await drive.accept({ createdAt: Date.now() - 60_000 + count });
    await drive.wait(id);
    const isArchived = count === 0 || count === 3;
    await drive.end(id, { status: 'succeeded', result: drive.generated(id), copies: isArchived ? { copy: true } : {} });
    if (isArchived) {
      const copy = await store.copies.begin(id);
      if (typeof copy !== 'object') throw new Error(`No copy to begin: ${copy}`);
      await store.copies.end(copy, { state: 'done', bytes: 7, sha256: 'abc', at: 1, key: 'acme/2026/11/job/preview-0.jpg' });
    }
    made.push(id);
  }
  const read = async (query: string) => {
    const page = (await (await world.get(`/data/gallery?${query}`, headers)).json()) as { data: GalleryCard[]; next_cursor: string | null };
    return { ids: page.data.map(({ id }) => made.indexOf(id)), next: page.next_cursor };
  };
  expect(await read('archived=yes&limit=2')).toMatchObject({ ids: [3, 0] });
  const first = await read('archived=no&limit=2');
  expect(first).toEqual({ ids: [4, 2], next: expect.any(String) });
  expect(await read(`archived=no&limit=2&cursor=${first.next}`)).toMatchObject({ ids: [1] });
  expect((await world.get('/data/gallery?archived=maybe', headers)).status).toBe(422);
});
