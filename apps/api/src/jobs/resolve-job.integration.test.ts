import { describe, expect, test } from '@jest/globals';

import { jobOf, pointersOf, problemOf, setup, succeeded } from '../test/world.ts';

/** A generation whose paid call has no known outcome. */
async function withHeld() {
  const world = await setup();
  const error = { code: 'outcome_unknown', message: 'nobody knows', getty: null };
  const held = await world.generation({
    status: 'held',
    event: 'generation.held',
    set: { error },
    billing: { state: 'unknown', because: 'outcome_unknown' },
  });
  return { ...world, held, resolve: (body: unknown) => world.call(`/v1/jobs/${held.id}/resolve`, { body }) };
}

describe('POST /v1/jobs/{id}/resolve', () => {
  test('sends a held job again only with the word of the caller', async () => {
    await using world = await withHeld();
    problemOf(await world.resolve({ action: 'retry' }), 'may_charge_again');
    expect(jobOf(await world.resolve({ action: 'retry', confirm_cost: true }), 202)).toMatchObject({
      status: 'queued',
      run: 2,
      error: null,
    });
    problemOf(await world.resolve({ action: 'retry', confirm_cost: true }), 'not_held');
  });

  test('gives a held job up', async () => {
    await using world = await withHeld();
    expect(jobOf(await world.resolve({ action: 'fail' }), 200)).toMatchObject({ status: 'failed', run: 1, error: { code: 'given_up' } });
  });

  test('adopts a generation that a person found at Getty', async () => {
    await using world = await withHeld();
    const adopted = jobOf(await world.resolve({ action: 'adopt', generation_request_id: 'g-found' }), 202);
    expect(adopted).toMatchObject({
      status: 'waiting',
      run: 2,
      getty: { generation_request_id: 'g-found' },
      billing: { state: 'charged' },
    });
  });

  test('adopts no generation that belongs to another job, of whatever tenant', async () => {
    await using world = await withHeld();
    await world.generation(succeeded('g-beta'), {}, 'beta');
    expect(pointersOf(await world.resolve({ action: 'adopt', generation_request_id: 'g-beta' }))).toEqual(['/generation_request_id']);
  });

  test.each([
    [undefined, ''],
    [{}, '/action'],
    [{ action: 'forget' }, '/action'],
    [{ action: 'adopt' }, '/generation_request_id'],
    [{ action: 'adopt', generation_request_id: '../x' }, '/generation_request_id'],
    [{ action: 'fail', confirm_cost: true }, '/confirm_cost'],
    [{ action: 'retry', confirm_cost: 'yes' }, '/confirm_cost'],
  ])('refuses %j', async (body, pointer) => {
    await using world = await withHeld();
    const refused =
      body === undefined ? await world.call(`/v1/jobs/${world.held.id}/resolve`, { method: 'POST' }) : await world.resolve(body);
    expect(pointersOf(refused)).toEqual([pointer]);
    expect(await world.store.jobs.get(world.held.id)).toMatchObject({ status: 'held' });
  });
});
