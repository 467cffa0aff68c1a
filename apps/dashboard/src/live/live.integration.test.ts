import { isDeepStrictEqual } from 'node:util';

import { describe, expect, test } from '@jest/globals';
import { ownRedis, waitFor } from '@darkroom/testkit';

import type { JobCard } from '../jobs/job-card.ts';
import { BASIC, dashboardWorld } from '../test/dashboard-world.ts';
import { watchLive } from '../test/live-events.ts';

describe('the live page receives', () => {
  test('the whole state first', async () => {
    await using world = await dashboardWorld();
    await world.drive.accept({ tenant: 'globex' });
    await world.drive.accept();
    await using live = await watchLive(world.url);
    const snapshot = await waitFor(() => live.of('snapshot')[0], { what: 'the snapshot' });
    expect(live.response.headers.get('content-type')).toContain('text/event-stream');
    expect(snapshot).toMatchObject({ counts: { acme: { queued: 1 }, globex: { queued: 1 } }, limits: { pending: { taken: 0 } } });
  });

  test('the count of a job that was accepted, although that makes no event', async () => {
    await using world = await dashboardWorld();
    await using live = await watchLive(world.url);
    await waitFor(() => live.of('snapshot')[0], { what: 'the snapshot' });
    await world.drive.accept();
    const counts = await waitFor(() => live.of('counts').at(-1)?.counts, { what: 'the new count' });
    expect(counts).toMatchObject({ acme: { queued: 1 } });
  });

  test('every change up to the picture, once each', async () => {
    await using world = await dashboardWorld();
    const id = await world.drive.accept();
    await using live = await watchLive(world.url);
    const shows = (status: JobCard['status'], more: Partial<JobCard> = {}) =>
      waitFor(() => live.cards().find((card) => card.id === id && isDeepStrictEqual({ ...card, status, ...more }, card)), {
        what: `the job to be ${status}`,
      });
    await waitFor(() => live.of('snapshot')[0], { what: 'the snapshot' });
    await world.drive.wait(id);
    await shows('waiting', { billing: 'charged' });
    await world.drive.succeed(id, world.drive.generated(id, { blocked: [2] }));
    const card = await shows('succeeded');
    expect(card.images).toEqual([0, 1, 2, 3].map((index) => ({ index, is_blocked: index === 2 })));
    const texts = live.cards().map((each) => JSON.stringify(each));
    expect(new Set(texts).size).toBe(texts.length);
  });

  test('the number of events that were set aside, and the newest', async () => {
    await using world = await dashboardWorld();
    const setAside = (event: string) =>
      world.setAside({
        event,
        type: 'job.failed',
        tenant: 'acme',
        subject: 'job_1',
        tries: '5',
        error: 'Error: a bug',
        at: '1790000000000',
      });
    await setAside('1-1');
    await using live = await watchLive(world.url);
    const snapshot = await waitFor(() => live.of('snapshot')[0], { what: 'the snapshot' });
    const first = {
      id: 'evt_1-1',
      type: 'job.failed',
      tenant: 'acme',
      subject: 'job_1',
      tries: 5,
      error: 'Error: a bug',
      at: 1790000000000,
    };
    expect(snapshot.aside).toEqual({ count: 1, newest: [first] });
    for (const event of ['2-1', '3-1', '4-1']) await setAside(event);
    const news = await waitFor(() => live.of('aside').find(({ aside }) => aside?.count === 4), { what: 'the news of three more' });
    expect(news.aside?.newest.map(({ id }) => id)).toEqual(['evt_4-1', 'evt_3-1', 'evt_2-1']);
  });
});

test('Redis goes away: the page shows it, other pages answer 503, and all comes back by itself', async () => {
  await using redis = await ownRedis();
  await using world = await dashboardWorld({ redisUrl: redis.url });
  const id = await world.drive.accept();
  await using live = await watchLive(world.url);
  await waitFor(() => live.of('snapshot')[0], { what: 'the snapshot' });

  await redis.kill();
  await waitFor(() => live.of('store').at(-1)?.available === false, { what: 'the page to receive it' });
  const answer = await world.get(`/data/jobs/${id}`, { authorization: BASIC });
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ code: 'queue_unavailable', retryable: true });
  expect((await world.get('/readyz')).status).toBe(503);
  await using late = await watchLive(world.url);
  await waitFor(() => late.of('store')[0]?.available === false, { what: 'a new browser to receive it' });

  await redis.restart();
  await waitFor(() => live.of('store').at(-1)?.available === true, { what: 'the page to receive that Redis is back' });
  await waitFor(() => late.of('snapshot')[0], { what: 'the late browser to see the jobs' });
  await world.drive.wait(id);
  await waitFor(() => live.of('counts').at(-1)?.counts?.['acme']?.waiting === 1, { what: 'the move made after it came back' });
});

test('stopping ends what browsers watch', async () => {
  await using world = await dashboardWorld();
  await using live = await watchLive(world.url);
  await waitFor(() => live.of('snapshot')[0], { what: 'the snapshot' });
  await world.app.stop();
  await live.ended;
  expect(live.events.length).toBeGreaterThan(0);
});
