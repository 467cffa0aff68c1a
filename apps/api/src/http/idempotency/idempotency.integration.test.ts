import { describe, expect, test } from '@jest/globals';

import { jobOf, problemOf, setup, succeeded, type Asked } from '../../test/world.ts';

const keyed = (key: string, body: object, more: Asked = {}): Asked => ({ ...more, body, headers: { 'idempotency-key': key } });
const FOX = { prompt: 'a fox', metadata: { a: 1, b: { c: 2, d: 3 } } };

describe('Idempotency-Key', () => {
  test('the same key and body is the same job as it is now, in either form of the key and any order of fields', async () => {
    await using world = await setup();
    const first = await world.call('/v1/generations', keyed('order-77', FOX));
    expect(first.headers.has('idempotent-replayed')).toBe(false);
    const job = jobOf(first, 202);
    jobOf(await world.call(`/v1/jobs/${job.id}/cancel`, { method: 'POST' }), 200);

    const again = await world.call('/v1/generations', keyed('"order-77"', { metadata: { b: { d: 3, c: 2 }, a: 1 }, prompt: 'a fox' }));
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.headers.get('location')).toBe(`/v1/jobs/${job.id}`);
    expect(jobOf(again, 202)).toMatchObject({ id: job.id, status: 'canceled' });
    expect(await world.count()).toBe(1);
  });

  test('the same key with another body is refused', async () => {
    await using world = await setup();
    await world.call('/v1/generations', keyed('k', FOX));
    problemOf(await world.call('/v1/generations', keyed('k', { ...FOX, seed: 1 })), 'idempotency_key_reused');
    expect(await world.count()).toBe(1);
  });

  test('twenty at the same time make one job', async () => {
    await using world = await setup();
    const answers = await Promise.all(Array.from({ length: 20 }, () => world.call('/v1/generations', keyed('race', FOX))));
    expect(new Set(answers.map((answer) => jobOf(answer, 202).id)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.has('idempotent-replayed'))).toHaveLength(19);
    expect(await world.count()).toBe(1);
  });

  test('a key belongs to one tenant and one route', async () => {
    await using world = await setup();
    const generation = await world.generation(succeeded('g-1'));
    const ids = [
      jobOf(await world.call('/v1/generations', keyed('k', FOX)), 202).id,
      jobOf(await world.call('/v1/generations', keyed('k', FOX, { tenant: 'beta' })), 202).id,
      jobOf(await world.call('/v1/downloads', keyed('k', { job_id: generation.id, index: 0, size_name: '1k' })), 202).id,
    ];
    expect(new Set(ids).size).toBe(3);
  });

  test.each(['', ' ', '"', '""', '"a b"', 'a b', 'naïve', 'x'.repeat(256), '"a', '"a"b'])('%j is refused', async (key) => {
    await using world = await setup();
    problemOf(await world.call('/v1/generations', keyed(key, FOX)), 'invalid_idempotency_key');
    expect(await world.count()).toBe(0);
  });

  test('keys of up to 255 characters, colons and all, are taken and never stored in the clear', async () => {
    await using world = await setup();
    for (const key of ['x'.repeat(255), 'a:{b}:c*', '"with \\"quotes\\" and \\\\"'.replaceAll(' ', '_'), '~!@#$%^&()']) {
      jobOf(await world.call('/v1/generations', keyed(key, FOX)), 202);
    }
    expect(await world.count()).toBe(4);
    expect(world.lines.join('')).not.toContain('xxxx');
  });
});

test('a submission sent again after its deadline answers with its job, and not with the deadline', async () => {
  let ahead = 0;
  await using world = await setup({ now: () => Date.now() + ahead });
  const body = { ...FOX, deadline: new Date(Date.now() + 60_000).toISOString() };
  const job = jobOf(await world.call('/v1/generations', keyed('late', body)), 202);
  ahead = 61_000;
  const again = await world.call('/v1/generations', keyed('late', body));
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect(jobOf(again, 202).id).toBe(job.id);
  problemOf(await world.call('/v1/generations', keyed('another', body)), 'invalid_request');
});
