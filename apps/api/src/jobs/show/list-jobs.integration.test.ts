import { Job } from '@darkroom/contracts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';

import { jobOf, pointersOf, setup, succeeded, type World } from '../../test/world.ts';

const Page = z.strictObject({ data: z.array(Job), next_cursor: z.string().nullable() });

describe('GET /v1/jobs', () => {
  let world: World;
  const made: Record<string, string> = {};
  /** The jobs in the list of a query, by the names in these tests, newest first. */
  const shown = async (query: string): Promise<string> => {
    const { data } = Page.parse((await world.call(`/v1/jobs?${query}`)).json);
    return data.map(({ id }) => Object.entries(made).find(([, known]) => known === id)?.[0]).join(' ');
  };
  const later = async () => {
    const { created_at: at } = jobOf(await world.call(`/v1/jobs/${made['d']}`), 200);
    return at;
  };

  beforeAll(async () => {
    world = await setup();
    made['a'] = (
      await world.generation(succeeded('getty-a'), {
        prompt: 'A red Bicycle, in the snow',
        project_code: 'WINTER, 26',
        product_id: 7,
        metadata: { order: 1, vip: true, tags: ['x'], 'weird[key]': 'a&b' },
      })
    ).id;
    made['b'] = (await world.submit({ prompt: 'A red fox', metadata: { order: '1' } })).id;
    made['c'] = (await world.submit({ prompt: 'Foxglove Élan', run_at: new Date(Date.now() + 3_600_000).toISOString() })).id;
    made['d'] = jobOf(await world.call('/v1/downloads', { body: { job_id: made['a'], index: 0, size_name: '1k' } }), 202).id;
    await world.submit({ prompt: 'A red fox', metadata: { order: 1 } }, { tenant: 'beta' });
  });
  afterAll(async () => world[Symbol.asyncDispose]());

  test.each([
    ['', 'd c b a'],
    ['type=generation,download', 'd c b a'],
    ['type=download', 'd'],
    ['status=queued,succeeded', 'd c b a'],
    ['status=succeeded,succeeded', 'a'],
    ['status=held,failed', ''],
    ['reason=scheduled', 'c'],
    ['reason=scheduled&status=succeeded', ''],
    ['operation=generate', 'c b a'],
    ['operation=refine', ''],
    ['billing=charged', 'a'],
    ['billing=charged,not_charged', 'd c b a'],
    ['generation_request_id=getty-a', 'd a'],
    ['generation_request_id=getty-a&type=download', 'd'],
    ['generation_request_id=getty-unknown', ''],
    ['project_code=WINTER%2C+26', 'a'],
    ['project_code=WINTER', ''],
    ['product_id=7', 'd a'],
    ['metadata[order]=1', 'b a'],
    ['metadata[order]=1&metadata[vip]=true', 'a'],
    ['metadata%5Border%5D=2', ''],
    ['metadata[tags]=x', ''],
    ['metadata[weird[key]]=a%26b', 'a'],
    ['metadata[__proto__]=1', ''],
    ['metadata[toString]=1', ''],
    ['q=RED', 'b a'],
    ['q=fox', 'c b'],
    ['q=fo+re', 'b'],
    ['q=bicycles', ''],
    ['q=elan', 'c'],
    ['q=%C3%A9la', 'c'],
    ['q=e%CC%81lan', 'c'],
    ['q=r%C3%A9d', 'b a'],
    ['q=snow%21', 'a'],
    ['q=getty-a', 'd a'],
    ['created_before=2020-01-01T00:00:00Z', ''],
    ['created_after=2020-01-01T00:00:00%2B02:00', 'd c b a'],
  ])('%s', async (query, expected) => {
    expect(await shown(query)).toBe(expected);
  });

  test('distinguishes instants to the millisecond, and excludes the instant itself', async () => {
    const at = await later();
    expect(await shown(`created_after=${at}`)).toBe('');
    expect((await shown(`created_before=${at}`)).startsWith('d')).toBe(false);
    expect((await shown(`created_after=${new Date(Date.parse(at) - 1).toISOString()}`)).startsWith('d')).toBe(true);
  });

  test('finds by an id', async () => {
    expect(await shown(`q=${made['c']}`)).toBe('c');
    expect(await shown(`q=job_${'0'.repeat(32)}`)).toBe('');
    expect(await shown(`parent_id=${made['a']}`)).toBe('d');
  });

  test.each([
    ['type=generations', ['/type']],
    ['type=', ['/type']],
    ['status=queued,', ['/status']],
    ['status=queued, held', ['/status']],
    ['status=queued&status=held', ['/status']],
    ['reason=none', ['/reason']],
    ['operation=paint', ['/operation']],
    ['billing=free', ['/billing']],
    ['batch_id=foo&parent_id=foo', ['/batch_id', '/parent_id']],
    ['generation_request_id=a/b', ['/generation_request_id']],
    ['project_code=', ['/project_code']],
    ['product_id=0', ['/product_id']],
    ['product_id=1.5', ['/product_id']],
    ['created_after=yesterday&created_before=2026-13-01', ['/created_after', '/created_before']],
    ['metadata=1', ['/metadata']],
    ['metadata=1&metadata[a]=1', ['/metadata']],
    ['metadata[a]=1&metadata[a]=2', ['/metadata[a]']],
    ['metadata[]=1', ['/metadata[]']],
    ['metadata[a][b]=1', ['/metadata[a][b]']],
    ['metadata[a][]=1&metadata[b]=2', ['/metadata[a][]']],
    ['metadata%5Ba%5D%5Bb%5D=1', ['/metadata[a][b]']],
    ['metadata[a=1', ['/metadata[a']],
    ['metadata.a=1', ['/metadata.a']],
    ['status[]=held', ['/status[]']],
    ['limit[a]=1', ['/limit[a]']],
    ['__proto__=1&constructor=2', ['/__proto__', '/constructor']],
    ['q=%CC%81', ['/q']],
    ['q=a%zz', ['/q']],
    ['project_code=%ED%A0%80', ['/project_code']],
    ['metadata[a]=%ff', ['/metadata[a]']],
    ['metadata[%ED%A0%80]=1', ['/metadata[\ufffd\ufffd\ufffd]']],
    [Array.from({ length: 9 }, (_, n) => `metadata[f${n}]=1`).join('&'), ['/metadata']],
    ['q=', ['/q']],
    ['q=%2B%2B', ['/q']],
    [`q=${'x'.repeat(257)}`, ['/q']],
    ['statuses=queued&colour=red', ['/colour', '/statuses']],
  ])('refuses %s', async (query, pointers) => {
    expect(pointersOf(await world.call(`/v1/jobs?${query}`))).toEqual(pointers);
  });
});
