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
