import { describe, expect, test } from '@jest/globals';

import { BASIC, dashboardWorld } from '../test/dashboard-world.ts';
import type { JobDetail } from './job-detail.ts';

const headers = { authorization: BASIC, accept: 'application/json' };

describe('the data of a job', () => {
  test('is the job with all that belongs to it', async () => {
    await using world = await dashboardWorld();
    const webhook = { url: 'https://hooks.example/in?token=hidden' };
    const id = await world.drive.accept({ request: { prompt: 'a heron', webhook } });
    const download = await world.drive.accept({ type: 'download', parentId: id, request: { job_id: id, index: 0, size_name: '1k' } });
    await world.drive.wait(id);
    await world.drive.poll(id);
    await world.drive.end(id, { status: 'succeeded', result: world.drive.generated(id), set: { downloads: [download] } });
    await world.store.deliveries.open({
      event: '1-1',
      type: 'generation.succeeded',
      tenant: 'acme',
      about: 'job',
      subject: id,
      body: '{}',
      receivers: [{ url: webhook.url, endpointId: null }],
    });

    const answer = await world.get(`/data/jobs/${id}`, headers);
    const text = await answer.text();
    const detail = JSON.parse(text) as JobDetail;
    expect(detail.job.timeline?.map(({ event }) => event)).toEqual(['accepted', 'submitting', 'accepted_by_getty', 'polled', 'succeeded']);
    expect(detail.downloads).toMatchObject([{ id: download, download: { index: 0, size_name: '1k' } }]);
    expect(detail.deliveries).toMatchObject([{ id: 'dlv_1_1_job', url: 'https://hooks.example/in?…', status: 'pending' }]);
    expect(text).not.toContain('hidden');

    const child = (await (await world.get(`/data/jobs/${download}`, headers)).json()) as JobDetail;
    expect(child.parent).toMatchObject({ id });
  });

  test.each(['job_00000000000000000000000000000000', 'nonsense'])('that does not exist are not found: %s', async (id) => {
    await using world = await dashboardWorld();
    const answer = await world.get(`/data/jobs/${id}`, headers);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'not_found' });
  });
});
