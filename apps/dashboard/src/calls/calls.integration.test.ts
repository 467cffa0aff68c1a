import { describe, expect, test } from '@jest/globals';

import { BASIC, dashboardWorld, USER } from '../test/dashboard-world.ts';

async function withHeld() {
  const world = await dashboardWorld();
  const id = await world.drive.accept();
  await world.drive.submit(id);
  await world.drive.end(id, { status: 'held' });
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${world.url}/v1${path}`, {
      method: 'POST',
      headers: { authorization: BASIC, 'content-type': 'application/json', 'darkroom-tenant': 'acme', ...headers },
      body: JSON.stringify(body),
    });
  const resolve = (body: unknown, headers: Record<string, string> = {}) => post(`/jobs/${id}/resolve`, body, headers);
  return { ...world, id, post, resolve };
}

describe('a call of the API, made by a person', () => {
  test('does what it does for a key', async () => {
    await using world = await withHeld();
    const answer = await world.resolve({ action: 'fail' }, { origin: world.url });
    expect([answer.status, await answer.json()]).toMatchObject([200, { id: world.id, status: 'failed' }]);
    expect((await world.resolve({ action: 'fail' })).status).toBe(409);
  });

  test('is in the audit of its tenant, with who, from where and why; a refused one is not', async () => {
    await using world = await withHeld();
    await world.resolve({ action: 'retry', note: 'refused' });
    const answer = await world.resolve({ action: 'fail', note: 'The customer left' });
    expect((await world.store.audit.list({ tenant: 'acme', limit: 10 })).records).toMatchObject([
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

  test('carries its note in a header where the body has none', async () => {
    await using world = await withHeld();
    const note = { 'darkroom-note': encodeURIComponent('Nicht mehr nötig') };
    expect((await world.post(`/jobs/${world.id}/cancel`, undefined, note)).status).toBe(200);
    const [entry] = (await world.store.audit.list({ tenant: 'acme', limit: 1 })).records;
    expect(entry).toMatchObject({ action: 'job.cancel', note: 'Nicht mehr nötig' });
    expect((await world.post('/jobs/cancel', { ids: [world.id] }, { 'darkroom-note': '%' })).status).toBe(422);
  });

  test('shows who submitted a job', async () => {
    await using world = await withHeld();
    const answer = await world.post('/generations', { prompt: 'a fox' });
    expect([answer.status, await answer.json()]).toMatchObject([202, { tenant: 'acme', submitted_by: `person:${USER}` }]);
    const refused = await world.post('/generations', { prompt: 'a fox' }, { 'darkroom-tenant': '' });
    expect([refused.status, await refused.json()]).toMatchObject([422, { code: 'invalid_request', instance: '/v1/generations' }]);
  });

  test.each([
    ['another site asks', { action: 'fail' }, { origin: 'https://elsewhere.example' }, 403],
    ['the request has no login', { action: 'fail' }, { authorization: '' }, 401],
    ['the way is not known', { action: 'forget' }, {}, 422],
    ['the cost is not confirmed', { action: 'retry' }, {}, 409],
    ['the body is a form', { action: 'fail' }, { 'content-type': 'text/plain' }, 415],
  ])('does nothing when %s', async (_why, body, headers, status) => {
    await using world = await withHeld();
    expect((await world.resolve(body, headers)).status).toBe(status);
    expect(await world.store.jobs.get(world.id)).toMatchObject({ status: 'held', run: 1 });
  });
});
