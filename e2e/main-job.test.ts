import { expect, test } from '@jest/globals';

import { startSystem } from './system.ts';

test('a picture is generated, downloaded, and each is announced by a webhook that the public library verifies', async () => {
  await using system = await startSystem({ workers: 2 });
  const submitted = await system.submit({
    prompt: 'a fox in the snow',
    aspect_ratio: '16:9',
    download: { size_name: '1k', images: [1] },
    metadata: { shoot: 7 },
  });
  expect(submitted).toMatchObject({ status: 'queued', billing: { state: 'not_charged' }, metadata: { shoot: 7 } });

  const generation = await system.ended(submitted.id);
  expect(generation).toMatchObject({ status: 'succeeded', attempts: 1, billing: { state: 'charged' }, downloads: [expect.any(String)] });
  const download = await system.ended(generation.downloads[0]!);
  expect(download).toMatchObject({ status: 'succeeded', parent_id: generation.id, metadata: { shoot: 7 } });

  for (const job of [generation, download]) {
    const webhook = await system.receiver.waitForEvent((received) => received.body.data.id === job.id);
    expect(webhook).toMatchObject({
      verified: true,
      body: { type: `${job.type}.succeeded`, data: { status: 'succeeded', result: job.result } },
    });
    expect(webhook.body.data).not.toHaveProperty('timeline');
  }

  const picture = await fetch((download.result as { url: string }).url);
  expect(picture.headers.get('content-type')).toBe('image/jpeg');
  expect((await picture.arrayBuffer()).byteLength).toBeGreaterThan(10_000);
  const redirect = await fetch(`${system.processes.api.url}/v1/jobs/${generation.id}/images/0`, {
    redirect: 'manual',
    headers: { authorization: 'Bearer e2e-key-of-acme' },
  });
  expect(redirect.status).toBe(302);
});
