import { describe, expect, test } from '@jest/globals';

import { setup, succeeded } from '../../test/world.ts';

describe('what was read before', () => {
  test('and is the same still is answered 304, without a body', async () => {
    await using world = await setup();
    const { id } = await world.generation(succeeded('g-1'));
    for (const path of [`/v1/jobs/${id}`, '/v1/jobs']) {
      const first = await world.call(path);
      const tag = first.headers.get('etag')!;
      expect(tag).toMatch(/^"[\w-]{43}"$/);
      for (const held of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
        const again = await world.call(path, { headers: { 'if-none-match': held } });
        expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', tag]);
      }
      expect((await world.call(path, { method: 'HEAD' })).headers.get('etag')).toBe(tag);
    }
  });

  test('and has changed is answered again, under another tag', async () => {
    await using world = await setup();
    const { id } = await world.submit();
    const path = `/v1/jobs/${id}`;
    const tag = (await world.call(path)).headers.get('etag')!;
    await world.settle(id, succeeded('g-1'));
    const again = await world.call(path, { headers: { 'if-none-match': tag } });
    expect(again.status).toBe(200);
    expect(again.headers.get('etag')).not.toBe(tag);
  });

  test('belongs to GET alone: a POST is carried out whatever its caller holds, and untagged', async () => {
    await using world = await setup();
    const answered = await world.call('/v1/generations', { body: { prompt: 'a fox' }, headers: { 'if-none-match': '*' } });
    expect([answered.status, answered.headers.has('etag')]).toEqual([202, false]);
    const missing = await world.call('/v1/jobs/x', { headers: { 'if-none-match': '*' } });
    expect([missing.status, missing.headers.has('etag')]).toEqual([404, false]);
  });
});

test('a list leads to its next page by a Link, which asks the same question', async () => {
  await using world = await setup();
  for (let n = 0; n < 5; n++) await world.submit();
  const seen: string[] = [];
  let path: string | undefined = '/v1/jobs?type=generation&limit=2';
  while (path !== undefined) {
    const page = await world.call(path);
    seen.push(...(page.json as { data: { id: string }[] }).data.map(({ id }) => id));
    path = /^<(\/v1\/jobs\?type=generation&limit=2&cursor=[^>]+)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1];
  }
  expect(new Set(seen).size).toBe(5);
  expect(seen).toHaveLength(5);
});
