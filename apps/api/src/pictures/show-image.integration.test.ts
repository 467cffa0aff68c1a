import { describe, expect, test } from '@jest/globals';

import { setupWithGetty as setupAtGetty } from '../test/getty-world.ts';
import { problemOf, setup, succeeded } from '../test/world.ts';

const EXPIRED = { url_expires_at: '2026-01-01T00:00:00Z' };

/** The API in front of a Getty stand-in, where some generations are done already. */
async function setupWithGetty(settings: Record<string, string> = {}) {
  const world = await setupAtGetty(settings);
  return {
    ...world,
    /** A generation that Getty has, and that ended here long enough ago for its URLs to have died. */
    generatedLongAgo: async (prompt = 'a fox') => world.generation(succeeded(await world.generateAtGetty({ prompt }), EXPIRED)),
  };
}

describe('GET /v1/jobs/{id}/images/{index}', () => {
  test('leads to the stored URL while it lives: the picture, or its largest preview', async () => {
    await using world = await setup();
    const images = [
      { index: 0, is_blocked: false, preview_urls: [], url: 'https://img.test/full' },
      { index: 1, is_blocked: true, preview_urls: [], url: 'https://img.test/blocked' },
      { index: 2, is_blocked: false, preview_urls: [], url: null },
    ];
    const previews = await world.generation(succeeded('g-1'));
    const pictures = await world.generation(succeeded('g-2', { images }));
    const answered = await world.call(`/v1/jobs/${previews.id}/images/3`);
    expect([answered.status, answered.headers.get('location')]).toEqual([302, 'https://img.test/g-1/612']);
    expect((await world.call(`/v1/jobs/${pictures.id}/images/0`)).headers.get('location')).toBe('https://img.test/full');
    for (const index of ['1', '2', '3', '4', '-1', '00', 'x']) {
      problemOf(await world.call(`/v1/jobs/${pictures.id}/images/${index}`), 'not_found');
    }
  });

  test('waits for the generation to succeed, and knows no images of downloads', async () => {
    await using world = await setup();
    const { id } = await world.submit();
    expect(problemOf(await world.call(`/v1/jobs/${id}/images/0`), 'not_ready').detail).toContain('this one is queued');
    const done = await world.generation(succeeded('g-1'));
    const download = await world.call('/v1/downloads', { body: { job_id: done.id, index: 0, size_name: '1k' } });
    problemOf(await world.call(`${download.headers.get('location')}/images/0`), 'not_found');
  });

  test('asks Getty for a fresh URL once the stored one has died, once for all four images', async () => {
    await using world = await setupWithGetty();
    const { id } = await world.generatedLongAgo();
    for (const index of [0, 1, 2, 3]) {
      const answered = await world.call(`/v1/jobs/${id}/images/${index}`);
      expect(answered.status).toBe(302);
      const picture = await fetch(answered.headers.get('location')!);
      expect(picture.headers.get('content-type')).toMatch(/^image\//);
      await picture.body?.cancel();
    }
    expect((await world.calls())['poll']).toEqual({ 200: 1 });
  });

  test('says what Getty refused, and keeps nothing of it', async () => {
    await using world = await setupWithGetty();
    const { id } = await world.generatedLongAgo();
    const refusals = [
      ['410', 'gone'],
      ['404', 'not_found'],
      ['503', 'getty_unavailable'],
      ['429-qps', 'getty_unavailable'],
      ['403-authorization', 'getty_refused'],
    ] as const;
    for (const [status, code] of refusals) {
      await world.refuseNext('poll', status);
      const problem = problemOf(await world.call(`/v1/jobs/${id}/images/0`), code);
      expect(JSON.stringify([problem, world.lines])).not.toMatch(/of-ours/);
    }
    expect((await world.call(`/v1/jobs/${id}/images/0`)).status).toBe(302);
  });
});

describe('GET /v1/generations/{generation_request_id}/images/{index}/download-sizes', () => {
  test("is Getty's answer, for a generation of the tenant's own", async () => {
    await using world = await setupWithGetty();
    const { getty } = await world.generatedLongAgo();
    const path = `/v1/generations/${getty.generation_request_id}/images/0/download-sizes`;
    expect((await world.call(path)).json).toMatchObject({ download_sizes: [{ size_name: '1k' }, { size_name: '4k' }] });
    problemOf(await world.call(path, { tenant: 'beta' }), 'not_found');
    problemOf(await world.call(path.replace('/0/', '/4/')), 'not_found');
  });
});

test('without the credentials for Getty, what is asked of Getty says which are missing', async () => {
  await using world = await setup({ settings: { GETTY_API_KEY: 'k' } });
  const { id } = await world.generation(succeeded('g-1', EXPIRED));
  for (const path of [`/v1/jobs/${id}/images/0`, '/v1/generations/g-1/images/0/download-sizes']) {
    const problem = problemOf(await world.call(path), 'getty_unavailable');
    expect(problem.detail).toBe('This Darkroom was started without GETTY_API_SECRET.');
  }
});
