import { expect, test } from '@jest/globals';
import type { JobId } from '@darkroom/contracts';

import { BASIC, dashboardWorld } from '../test/dashboard-world.ts';

const headers = { authorization: BASIC };

test('the file of a download opens at the address of its job; what stands in the way is on its page', async () => {
  await using world = await dashboardWorld();
  const { drive } = world;
  const parent = await drive.accept();
  await drive.wait(parent);
  await drive.succeed(parent);
  const download = async (url: string, expiresAt: number): Promise<JobId> => {
    const request = { job_id: parent, generation_request_id: `g-${parent.slice(-6)}`, index: 1, size_name: '4k' };
    const id = await drive.accept({ type: 'download', parentId: parent, request });
    await drive.wait(id);
    await drive.succeed(id, { url, generated_asset_id: null, size_name: '4k', url_expires_at: new Date(expiresAt).toISOString() });
    return id;
  };
  const opened = async (id: string) => {
    const answer = await world.get(`/jobs/${id}/file`, headers);
    return [answer.status, answer.headers.get('location')];
  };
  const alive = await download('https://files.example/4k.jpg', Date.now() + 1_000_000);
  expect(await opened(alive)).toEqual([302, 'https://files.example/4k.jpg']);
  expect(await opened(parent)).toEqual([302, `/jobs/${parent}?file=not_found`]);
  expect((await world.get('/jobs/nonsense/file', headers)).status).toBe(404);
  expect((await world.get(`/jobs/${alive}/file`, { accept: 'application/json' })).status).toBe(401);
});
