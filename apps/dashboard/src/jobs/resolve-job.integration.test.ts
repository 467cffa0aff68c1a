import { describe, expect, test } from '@jest/globals';

import { BASIC, dashboardWorld } from '../test/dashboard-world.ts';

async function withHeld() {
  const world = await dashboardWorld();
  const id = await world.drive.accept();
  await world.drive.submit(id);
  await world.drive.end(id, { status: 'held' });
  const resolve = (body: unknown, headers: Record<string, string> = {}, job: string = id) =>
    fetch(`${world.url}/jobs/${job}/resolve`, {
      method: 'POST',
      headers: { authorization: BASIC, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  return { ...world, id, resolve };
}

describe('a held job, led on by hand', () => {
  test('ends as given up', async () => {
    await using world = await withHeld();
    const answer = await world.resolve({ action: 'fail' }, { origin: world.url });
    expect([answer.status, await answer.json()]).toMatchObject([200, { id: world.id, status: 'failed' }]);
    expect((await world.resolve({ action: 'fail' })).status).toBe(409);
  });

  test.each([
    ['another site asks', { action: 'fail' }, { origin: 'https://elsewhere.example' }, 403],
    ['the request has no login', { action: 'fail' }, { authorization: '' }, 401],
    ['the way is not known', { action: 'forget' }, {}, 422],
    ['the cost is not confirmed', { action: 'retry' }, {}, 409],
    ['the body is a form', { action: 'fail' }, { 'content-type': 'text/plain' }, 422],
  ])('stays as it is when %s', async (_why, body, headers, status) => {
    await using world = await withHeld();
    expect((await world.resolve(body, headers)).status).toBe(status);
    expect(await world.store.jobs.get(world.id)).toMatchObject({ status: 'held', run: 1 });
  });

  test('is not found where there is none', async () => {
    await using world = await withHeld();
    expect((await world.resolve({ action: 'fail' }, {}, 'job_00000000000000000000000000000000')).status).toBe(404);
  });
});
