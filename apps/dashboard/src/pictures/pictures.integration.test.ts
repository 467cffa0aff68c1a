import { describe, expect, test } from '@jest/globals';
import type { JobId } from '@darkroom/contracts';
import type { GettyClient } from '@darkroom/getty';
import { createLogger } from '@darkroom/runtime';

import { BASIC, dashboardWorld } from '../test/dashboard-world.ts';
import { findPicture } from './find-picture.ts';
import { createFreshPreviews } from './fresh-previews.ts';
import { createPictureSources } from './picture-sources.ts';

const ANSEL = { name: 'ansel', role: 'admin', tenants: null } as const;
const DAY_MS = 86_400_000;
const headers = { authorization: BASIC };
const logger = createLogger({ name: 'test', level: 'silent' });

/** A Getty that knows the previews of every generation, or none, and remembers what it was asked. */
function standInGetty(answer: 'previews' | 'error') {
  const asked: string[] = [];
  const getGeneration: GettyClient['getGeneration'] = async (id) => {
    asked.push(id);
    if (answer === 'error') throw new Error('Getty is away');
    const images = [0, 1, 2, 3].map((index) => ({
      index,
      is_blocked: index === 3,
      preview_urls: [{ preview_size: null, image_url: `http://fresh.example/${index}.jpg`, width: 1, height: 1 }],
      url: null,
    }));
    return { state: 'done', generation: { generation_request_id: id, seed: 1, images, original_asset_id: null } };
  };
  return { asked, getGeneration };
}

type World = Awaited<ReturnType<typeof dashboardWorld>>;

async function oldGeneration(world: World) {
  const id = await world.drive.accept();
  await world.drive.wait(id);
  await world.drive.succeed(id, world.drive.generated(id, { urlExpiresAt: Date.now() - 1 }));
  return id;
}

describe('a picture', () => {
  test('leads to its stored URL while that lives', async () => {
    await using world = await dashboardWorld();
    const id = await world.drive.accept();
    await world.drive.wait(id);
    await world.drive.succeed(id);
    const answer = await world.get(`/pictures/${id}/2`, headers);
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/2\.svg$/);
    expect(answer.headers.get('cache-control')).toBe('private, max-age=300');
  });

  test('is asked for again before its URL ends, and by the next login in the same browser', async () => {
    await using world = await dashboardWorld();
    const id = await world.drive.accept();
    await world.drive.wait(id);
    await world.drive.succeed(id, world.drive.generated(id, { urlExpiresAt: Date.now() + 200_000 }));
    const { headers: answered } = await world.get(`/pictures/${id}/0`, headers);
    const [, seconds] = /^private, max-age=(\d+)$/.exec(answered.get('cache-control') ?? '') ?? [];
    expect(Number(seconds)).toBeLessThanOrEqual(200);
    expect(answered.get('vary')).toContain('Cookie, Authorization');
  });

  test('needs one reading of its job, whoever asks; others than those of its tenant get none, and a job that is gone has none', async () => {
    await using world = await dashboardWorld();
    const jobId = await world.drive.accept();
    await world.drive.wait(jobId);
    await world.drive.succeed(jobId);
    const { get, findByGettyId } = world.store.jobs;
    const read: string[] = [];
    const clock = { now: 0 };
    const counted = async (id: string) => {
      read.push(id);
      return get(id);
    };
    const sources = createPictureSources({ get: counted, findByGettyId }, () => clock.now);
    const deps = { sources, fresh: createFreshPreviews({ getty: undefined, logger }), now: Date.now };
    const found = await Promise.all([0, 1, 2, 3].map((index) => findPicture(deps, { person: ANSEL, jobId, index })));
    expect(found.map((each) => 'url' in each)).toEqual([true, true, true, true]);
    const dora = { name: 'dora', role: 'viewer', tenants: ['globex'] } as const;
    expect(await findPicture(deps, { person: dora, jobId, index: 0 })).toEqual({ missing: 'unknown_job' });
    expect(read).toEqual([jobId]);

    const removed = await fetch(`${world.url}/v1/jobs/${jobId}`, { method: 'DELETE', headers: { ...headers, 'darkroom-tenant': 'acme' } });
    expect(removed.status).toBe(204);
    clock.now = 700;
    expect(await findPicture(deps, { person: ANSEL, jobId, index: 0 })).toEqual({ missing: 'unknown_job' });
  });

  test.each([
    ['not there yet', 'Not there yet', async () => undefined],
    ['blocked', 'Blocked by Getty', async ({ drive }, id) => drive.succeed(id, drive.generated(id, { blocked: [1] }))],
    [
      'too old, and Getty cannot be asked',
      'Link has run out',
      async ({ drive }, id) => drive.succeed(id, drive.generated(id, { urlExpiresAt: Date.now() })),
    ],
  ] as [string, string, (world: World, id: JobId) => Promise<void>][])('that is %s is drawn as words', async (_what, words, prepare) => {
    await using world = await dashboardWorld();
    const id = await world.drive.accept();
    await world.drive.wait(id);
    await prepare(world, id);
    const answer = await world.get(`/pictures/${id}/1`, headers);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('image/svg+xml');
    expect(await answer.text()).toContain(words);
  });

  test.each(['/pictures/job_1/0', '/pictures/job_00000000000000000000000000000000/0', '/pictures/job_00000000000000000000000000000000/9'])(
    '%s is not found',
    async (path) => {
      await using world = await dashboardWorld();
      expect((await world.get(path, headers)).status).toBe(404);
    },
  );

  test('of a download is the preview of the image that it took', async () => {
    await using world = await dashboardWorld();
    const parent = await world.drive.accept();
    await world.drive.wait(parent);
    await world.drive.succeed(parent);
    const request = { job_id: parent, generation_request_id: `g-${parent.slice(-6)}`, index: 3, size_name: '4k' };
    const id = await world.drive.accept({ type: 'download', parentId: parent, request });
    await world.drive.wait(id);
    const expires = new Date(Date.now() + DAY_MS).toISOString();
    await world.drive.succeed(id, {
      url: 'http://files.example/4k.jpg',
      generated_asset_id: 'a',
      size_name: '4k',
      url_expires_at: expires,
    });
    expect((await world.get(`/pictures/${id}/3`, headers)).headers.get('location')).toMatch(/\/3\.svg$/);
  });
});

describe('a picture whose URL has run out', () => {
  test('is asked of Getty anew, once for all pictures of a generation', async () => {
    await using world = await dashboardWorld();
    const jobId = await oldGeneration(world);
    const getty = standInGetty('previews');
    const deps = { sources: createPictureSources(world.store.jobs), fresh: createFreshPreviews({ getty, logger }), now: Date.now };
    const found = await Promise.all([0, 1, 2].map((index) => findPicture(deps, { person: ANSEL, jobId, index })));
    expect(found).toEqual([0, 1, 2].map((index) => ({ url: `http://fresh.example/${index}.jpg`, expiresAt: null })));
    expect(getty.asked).toEqual([`g-${jobId.slice(-6)}`]);
  });

  test('has run out where Getty has none, and a Getty in trouble is not asked for each picture', async () => {
    await using world = await dashboardWorld();
    const jobId = await oldGeneration(world);
    const blocked = {
      sources: createPictureSources(world.store.jobs),
      fresh: createFreshPreviews({ getty: standInGetty('previews'), logger }),
      now: Date.now,
    };
    expect(await findPicture(blocked, { person: ANSEL, jobId, index: 3 })).toEqual({ missing: 'run_out' });

    const getty = standInGetty('error');
    const away = { sources: createPictureSources(world.store.jobs), fresh: createFreshPreviews({ getty, logger }), now: Date.now };
    expect(await findPicture(away, { person: ANSEL, jobId, index: 0 })).toEqual({ missing: 'run_out' });
    expect(await findPicture(away, { person: ANSEL, jobId, index: 1 })).toEqual({ missing: 'run_out' });
    expect(getty.asked).toHaveLength(1);
  });
});
