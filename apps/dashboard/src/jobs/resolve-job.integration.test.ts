import { describe, expect, test } from '@jest/globals';

import { BASIC, dashboardWorld, USER } from '../test/dashboard-world.ts';

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

  test('is in the audit of its tenant, with who, from where and why; a refused way is not', async () => {
    await using world = await withHeld();
    await world.resolve({ action: 'retry', note: 'refused' });
    const answer = await world.resolve({ action: 'fail', note: 'The customer left' });
    const { tenant } = (await world.store.jobs.get(world.id))!;
    expect((await world.store.audit.list({ tenant, limit: 10 })).records).toMatchObject([
      {
        actor: { type: 'person', id: USER, name: USER },
        action: 'job.resolve',
        target: { type: 'job', id: world.id },
        ip: '127.0.0.1',
        request_id: answer.headers.get('x-request-id'),
        note: 'The customer left',
        changes: { status: { before: 'held', after: 'failed' }, action: { after: 'fail' } },
      },
    ]);
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
