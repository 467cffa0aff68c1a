import { describe, expect, test } from '@jest/globals';

import { jobOf, problemOf, setup, type Answered, type World } from '../../test/world.ts';

const SETTINGS = { DARKROOM_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64') };
const HELD = {
  status: 'held',
  set: { error: { code: 'outcome_unknown', message: 'not known', getty: null } },
  billing: { state: 'unknown', because: 'outcome_unknown' },
} as const;

const act = (world: World, path: string, key: string, body?: object): Promise<Answered> =>
  world.call(path, { method: 'POST', headers: { 'idempotency-key': key }, ...(body && { body }) });
const replayed = ({ headers }: Answered): boolean => headers.get('idempotent-replayed') === 'true';

test('a repeated retry begins no further run, even if its run has ended since', async () => {
  await using world = await setup();
  const { id } = await world.generation({ status: 'failed', set: { error: { code: 'getty_refused', message: 'no', getty: null } } });
  const retry = () => act(world, `/v1/jobs/${id}/retry`, 'k', { confirm_cost: true });
  expect([jobOf(await retry(), 202).run, jobOf(await retry(), 202).run]).toEqual([2, 2]);
  jobOf(await world.call(`/v1/jobs/${id}/cancel`, { method: 'POST' }), 200);

  const again = await retry();
  expect(replayed(again)).toBe(true);
  expect(jobOf(again, 202)).toMatchObject({ run: 2, status: 'canceled' });
  problemOf(await act(world, `/v1/jobs/${id}/retry`, 'k', {}), 'idempotency_key_reused');
  expect(jobOf(await act(world, `/v1/jobs/${id}/retry`, 'another', { confirm_cost: true }), 202).run).toBe(3);
});

test('of twenty retries at once under one key one begins a run', async () => {
  await using world = await setup();
  const { id } = await world.submit();
  jobOf(await world.call(`/v1/jobs/${id}/cancel`, { method: 'POST' }), 200);
  const answers = await Promise.all(Array.from({ length: 20 }, () => act(world, `/v1/jobs/${id}/retry`, 'k')));
  expect(new Set(answers.map((answer) => jobOf(answer, 202).run))).toEqual(new Set([2]));
  expect(answers.filter(replayed)).toHaveLength(19);
});

test('a held job that was sent again, and is held again, is not sent a third time', async () => {
  await using world = await setup();
  const { id } = await world.generation(HELD);
  const resolve = () => act(world, `/v1/jobs/${id}/resolve`, 'k', { action: 'retry', confirm_cost: true });
  expect(jobOf(await resolve(), 202).run).toBe(2);
  const pass = await world.store.passes.begin(id, 2);
  if (typeof pass !== 'object') throw new Error(`no pass: ${pass}`);
  const { intent } = await world.store.passes.intend(pass, 'generate');
  await world.store.passes.settle(pass, intent, HELD);

  const again = await resolve();
  expect(replayed(again)).toBe(true);
  expect(jobOf(again, 202)).toMatchObject({ run: 2, status: 'held' });
});

test('a cancel sent again does not end the run that was begun since', async () => {
  await using world = await setup();
  const { id } = await world.submit();
  const cancel = () => act(world, `/v1/jobs/${id}/cancel`, 'k');
  expect(jobOf(await cancel(), 200).status).toBe('canceled');
  jobOf(await world.call(`/v1/jobs/${id}/retry`, { method: 'POST' }), 202);
  expect(jobOf(await cancel(), 202)).toMatchObject({ run: 2, status: 'queued' });
});

test('what was refused may be sent again under its key', async () => {
  await using world = await setup();
  const { id } = await world.submit();
  problemOf(await act(world, `/v1/jobs/${id}/retry`, 'k'), 'not_finished');
  jobOf(await world.call(`/v1/jobs/${id}/cancel`, { method: 'POST' }), 200);
  const retried = await act(world, `/v1/jobs/${id}/retry`, 'k');
  expect([replayed(retried), jobOf(retried, 202).run]).toEqual([false, 2]);
});

test('an endpoint is created and rotated once, and a lost secret is shown again', async () => {
  await using world = await setup({ settings: SETTINGS });
  const create = (tenant: 'acme' | 'beta' = 'acme') =>
    world.call('/v1/endpoints', { tenant, body: { url: 'https://example.com/hook' }, headers: { 'idempotency-key': 'k' } });
  const [first, second] = [await create(), await create()];
  expect([first.status, replayed(first), replayed(second)]).toEqual([201, false, true]);
  expect(second.json).toEqual(first.json);
  expect((await create('beta')).json).not.toMatchObject({ id: (first.json as { id: string }).id });

  const { id } = first.json as { id: string };
  const rotate = (body: object) => act(world, `/v1/endpoints/${id}/rotate`, 'k', body);
  const [rotated, again] = [await rotate({}), await rotate({})];
  expect([replayed(rotated), replayed(again)]).toEqual([false, true]);
  expect(again.json).toEqual(rotated.json);
  expect((rotated.json as { secret: string }).secret).not.toBe((first.json as { secret: string }).secret);
  problemOf(await rotate({ overlap: '0s' }), 'idempotency_key_reused');
});

test('an endpoint is tested once, and a delivery sent again once', async () => {
  await using world = await setup({ settings: SETTINGS });
  const { id } = (await world.call('/v1/endpoints', { body: { url: 'https://example.com/hook' } })).json as { id: string };
  const tests = [await act(world, `/v1/endpoints/${id}/test`, 'k'), await act(world, `/v1/endpoints/${id}/test`, 'k')];
  const [delivery, same] = tests.map(({ json }) => (json as { id: string }).id);
  expect([same, tests.map(replayed)]).toEqual([delivery, [false, true]]);
  const sends = [
    await act(world, `/v1/deliveries/${delivery}/redeliver`, 'k'),
    await act(world, `/v1/deliveries/${delivery}/redeliver`, 'k'),
  ];
  expect([sends.map(({ status }) => status), sends.map(replayed)]).toEqual([
    [202, 202],
    [false, true],
  ]);
});

/** The actions that take no fields, each about something that is there. */
const paths = async (world: World): Promise<string[]> => {
  const job = await world.submit();
  const endpoint = (await world.call('/v1/endpoints', { body: { url: 'https://example.com/hook' } })).json as { id: string };
  const delivery = (await world.call(`/v1/endpoints/${endpoint.id}/test`, { method: 'POST' })).json as { id: string };
  return [`/v1/jobs/${job.id}/cancel`, `/v1/endpoints/${endpoint.id}/test`, `/v1/deliveries/${delivery.id}/redeliver`];
};

describe('an action without fields', () => {
  test('reads its body: what is no JSON, has fields or comes in another type is refused', async () => {
    await using world = await setup({ settings: SETTINGS });
    for (const path of await paths(world)) {
      const json = { 'content-type': 'application/json' };
      problemOf(await world.call(path, { method: 'POST', raw: '{', headers: json }), 'bad_json');
      problemOf(await world.call(path, { method: 'POST', raw: '{"a":1}', headers: json }), 'invalid_request');
      problemOf(await world.call(path, { method: 'POST', raw: '[]', headers: json }), 'invalid_request');
      problemOf(
        await world.call(path, { method: 'POST', raw: 'a=1', headers: { 'content-type': 'text/plain' } }),
        'unsupported_media_type',
      );
    }
    expect((await world.call('/v1/jobs?status=queued')).json).toMatchObject({ data: [{}] });
  });

  test('is the same without a body and with an empty object, and another with any other', async () => {
    await using world = await setup({ settings: SETTINGS });
    for (const path of await paths(world)) {
      const answers = [await act(world, path, 'k'), await act(world, path, 'k', {})];
      expect([path, answers.map(replayed)]).toEqual([path, [false, true]]);
      expect(answers[1]!.json).toMatchObject({ id: (answers[0]!.json as { id: string }).id });
      problemOf(await act(world, path, 'k', { a: 1 }), 'idempotency_key_reused');
      problemOf(await act(world, path, 'another', { a: 1 }), 'invalid_request');
    }
  });

  test('with chunks that come to nothing has no body', async () => {
    await using world = await setup();
    const { id } = await world.submit();
    const empty = new ReadableStream({ start: (controller) => controller.close() });
    expect(jobOf(await world.call(`/v1/jobs/${id}/cancel`, { method: 'POST', raw: empty }), 200).status).toBe('canceled');
  });
});

test('a recovery is done once under its key, and a repeat gets the same answer', async () => {
  await using world = await setup({ settings: SETTINGS });
  const { id } = (await world.call('/v1/endpoints', { body: { url: 'https://example.com/hook' } })).json as { id: string };
  await world.generation({ status: 'failed', event: 'generation.failed' });
  const since = new Date(Date.now() - 3_600_000).toISOString();
  const recover = (body: object) => act(world, `/v1/endpoints/${id}/recover`, 'k', body);

  problemOf(await recover({ since: '2020-01-01T00:00:00Z' }), 'invalid_request'); // which leaves the key free
  const [first, again] = [await recover({ since }), await recover({ since })];
  expect([first.status, again.status, replayed(first), replayed(again)]).toEqual([202, 202, false, true]);
  expect(first.json).toMatchObject({ opened: 1 });
  expect(again.json).toEqual(first.json);
  problemOf(await recover({ since: new Date(Date.now() - 1_800_000).toISOString() }), 'idempotency_key_reused');
});
