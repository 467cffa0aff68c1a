import { describe, expect, test } from '@jest/globals';

import { BASIC, dashboardWorld } from './test/dashboard-world.ts';

const QUEUE = '/queues/api/queues/generation';

describe('Bull Board', () => {
  test('shows each reminder under its job, with the way to the job', async () => {
    await using world = await dashboardWorld();
    const id = await world.drive.accept();
    const answer = await world.get('/queues/api/queues?activeQueue=generation&status=latest', { authorization: BASIC });
    const { queues } = (await answer.json()) as { queues: { name: string; readOnlyMode: boolean; jobs: object[] }[] };
    expect(queues.map(({ name, readOnlyMode }) => [name, readOnlyMode])).toEqual([
      ['generation', true],
      ['download', true],
      ['delivery', true],
      ['archive', true],
    ]);
    expect(queues[0]!.jobs).toMatchObject([{ id: `${id}.1`, name: id, externalUrl: { href: `/jobs/${id}` } }]);
  });

  test.each([
    ['PUT', `${QUEUE}/{reminder}/retry/failed`],
    ['PUT', `${QUEUE}/{reminder}/clean`],
    ['PUT', `${QUEUE}/{reminder}/promote`],
    ['PATCH', `${QUEUE}/{reminder}/update-data`],
    ['PUT', `${QUEUE}/pause`],
    ['PUT', `${QUEUE}/empty`],
    ['PUT', `${QUEUE}/obliterate`],
    ['PUT', '/queues/api/queues/pause'],
    ['POST', `${QUEUE}/add`],
    ['DELETE', `${QUEUE}/{reminder}`],
    ['POST', '/queues'],
  ])('does not take %s %s', async (method, path) => {
    await using world = await dashboardWorld();
    const id = await world.drive.accept();
    const headers = { authorization: BASIC };
    const answer = await fetch(`${world.url}${path.replace('{reminder}', `${id}.1`)}`, { method, headers });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, HEAD');
    const [queue] = world.store.reminders.queues();
    expect(await queue!.getJobState(`${id}.1`)).toBe('prioritized');
    expect(await queue!.isPaused()).toBe(false);
  });

  test('has looser headers than the rest of the house, and it alone', async () => {
    await using world = await dashboardWorld();
    const policy = async (path: string) => (await world.get(path, { authorization: BASIC })).headers.get('content-security-policy');
    expect(await policy('/queues')).toContain("style-src 'self' 'unsafe-inline'");
    expect(await policy('/')).toContain("style-src 'self';");
    expect(await policy('/queuesque')).not.toContain('unsafe-inline');
    expect(await policy('/')).not.toContain('unsafe');
  });
});

test('a delivery leads to its page', async () => {
  await using world = await dashboardWorld();
  const jobId = await world.drive.accept();
  await world.store.deliveries.open({
    event: '1-1',
    type: 'generation.succeeded',
    tenant: 'acme',
    about: 'job',
    subject: jobId,
    body: '{}',
    receivers: [{ url: 'http://x', endpointId: null }],
  });
  expect((await world.get('/deliveries/dlv_1_1_job', { authorization: BASIC })).headers.get('location')).toBe(
    '/webhooks?delivery=dlv_1_1_job',
  );
  expect((await world.get('/deliveries/dlv_2', { authorization: BASIC })).status).toBe(404);
});
