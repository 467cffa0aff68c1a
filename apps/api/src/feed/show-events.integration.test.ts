import { EventPage, Resync, type Event, type EventId, type Job, type JobId } from '@darkroom/contracts';
import { describe, expect, test } from '@jest/globals';
import type { Change, Pass } from '@darkroom/queue';
import { ownRedis, redisContents, testRedis, waitFor } from '@darkroom/testkit';

import { openStream } from '../test/follow-stream.ts';
import { jobOf, pointersOf, problemOf, setup as setupApi, succeeded } from '../test/world.ts';

const HOUR_MS = 3_600_000;
const JSON_ONLY = { accept: 'application/json' };

async function setup() {
  const redis = testRedis();
  const clock = { ahead: 0 };
  const world = await setupApi({ redis, now: () => Date.now() + clock.ahead });

  /** Submits a generation and cancels it: one event. */
  const canceled = async (tenant: 'acme' | 'beta' = 'acme'): Promise<Job> => {
    const { id } = await world.submit({}, { tenant });
    await world.store.jobs.cancel(id, 'generation');
    return jobOf(await world.call(`/v1/jobs/${id}`, { tenant }), 200);
  };
  return {
    ...world,
    canceled,
    /** Moves a job as a later pass of a worker does. */
    advance: async (id: JobId, change: Change): Promise<void> => {
      const pass = (await world.store.passes.begin(id, 1)) as Pass;
      await world.store.passes.advance(pass, change);
    },
    page: async (query = '', path = '/v1/events'): Promise<EventPage> =>
      EventPage.parse((await world.call(`${path}${query}`, { headers: JSON_ONLY })).json),
    open: (path: string, asked: Parameters<typeof openStream>[2] = {}) => openStream(world.api.port, path, asked),
    /** The ids of the tenant's feed as they are stored. */
    stored: async (): Promise<EventId[]> => {
      const feed = (await redisContents(redis)).find(({ key }) => key.endsWith(':feed:acme'));
      return (feed?.texts ?? []).filter((text) => /^\d{13}-\d+$/.test(text)).map((id) => `evt_${id}` as EventId);
    },
    /** Expires the feed: 73 hours later another job's event is the only one, and is returned. */
    forget: async (): Promise<Job> => {
      clock.ahead = 73 * HOUR_MS;
      await canceled();
      clock.ahead = 0;
      return canceled();
    },
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      await redis[Symbol.asyncDispose]();
    },
  };
}

const idOf = (job: Job) => ({ data: { id: job.id } });

/** A place of a tenant in events that are no longer kept, with its job, which runs again. */
async function withLostPlace() {
  const world = await setup();
  const job = await world.canceled();
  const [lost] = (await world.stored()) as [EventId];
  await world.store.jobs.retry(job.id, { confirmCost: false });
  await world.forget();
  const headers = { 'last-event-id': lost };
  return { world, job, headers, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

describe('the feed', () => {
  test('pages through the events of the tenant only, oldest first', async () => {
    await using world = await setup();
    const jobs = [await world.canceled(), await world.canceled(), await world.canceled()];
    await world.canceled('beta');
    const answered = await world.call('/v1/events?limit=2', { headers: JSON_ONLY });
    const first = EventPage.parse(answered.json);
    expect(first.data).toMatchObject(jobs.slice(0, 2).map(idOf));
    expect(answered.headers.get('link')).toBe(`</v1/events?limit=2&after=${first.next_cursor!}>; rel="next"`);
    const second = await world.page(`?limit=2&after=${first.next_cursor!}`);
    expect(second).toMatchObject({ data: [idOf(jobs[2]!)], next_cursor: null });
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(await world.stored());
    expect(await world.page(`?after=${second.data[0]!.id}`)).toEqual({ data: [], next_cursor: null });
    expect(await world.page('', `/v1/jobs/${jobs[1]!.id}/events`)).toEqual({ data: [first.data[1]], next_cursor: null });
  });

  test('shows a job as it was then, without its timeline', async () => {
    await using world = await setup();
    const job = await world.generation(succeeded('g-1'));
    const [event] = (await world.page()).data as [Event];
    const { timeline: _timeline, queue: _queue, ...shown } = job;
    expect(event).toEqual({ id: event.id, type: 'generation.succeeded', timestamp: event.timestamp, data: shown });
  });

  test('reports that requested events are no longer kept', async () => {
    await using world = await setup();
    await world.canceled();
    const [{ id }] = (await world.page()).data as [Event];
    const kept = await world.forget();
    problemOf(await world.call(`/v1/events?after=${id}`, { headers: JSON_ONLY }), 'events_not_kept');
    expect(await world.page()).toMatchObject({ data: [idOf(kept)], next_cursor: null });
  });

  test.each([
    ['?after=', '/after'],
    ['?after=evt_x', '/after'],
    ['?after=1795266000000-0', '/after'],
    ['?after=evt_1-18446744073709551616', '/after'],
    ['?after=evt_1-1&after=evt_1-2', '/after'],
    ['?limit=0', '/limit'],
    ['?limit=101', '/limit'],
    ['?since=1', '/since'],
  ])('%s is refused, by name', async (query, pointer) => {
    await using world = await setup();
    const { id } = await world.submit();
    for (const path of ['/v1/events', `/v1/jobs/${id}/events`]) {
      for (const headers of [JSON_ONLY, { accept: 'text/event-stream' }]) {
        expect(pointersOf(await world.call(`${path}${query}`, { headers }))).toEqual([pointer]);
      }
    }
  });

  test('of a job belongs to its tenant only', async () => {
    await using world = await setup();
    const { id } = await world.submit();
    for (const path of [`/v1/jobs/${id}/events`, '/v1/jobs/x/events']) {
      for (const headers of [JSON_ONLY, { accept: 'text/event-stream' }]) {
        const problem = problemOf(await world.call(path, { tenant: 'beta', headers }), 'not_found');
        expect(problem.detail).toBe('There is no job with this id.');
      }
    }
  });
});

describe('a stream', () => {
  test('is the answer for every caller that does not ask for JSON', async () => {
    await using world = await setup();
    for (const accept of ['*/*', 'text/event-stream', 'text/html,*/*;q=0.8', 'text/event-stream, application/json;q=0.5']) {
      await using stream = await world.open('/v1/events', { headers: { accept } });
      expect(stream.response.headers.get('content-type')).toBe('text/event-stream');
    }
    expect((await world.call('/v1/events', { headers: { accept: 'application/json, */*;q=0.1' } })).json).toEqual({
      data: [],
      next_cursor: null,
    });
  });

  test('begins at once, sets its first place, and may not be cached or buffered', async () => {
    await using world = await setup();
    await world.canceled();
    await using stream = await world.open('/v1/events');
    await waitFor(() => stream.seen.text.includes('id: '), { what: 'the opening' });
    expect(stream.seen.text).toBe(`retry: 3000\n: open\n\nid: ${(await world.stored())[0]!}\n\n`);
    expect(stream.response.status).toBe(200);
    expect(Object.fromEntries(stream.response.headers)).toMatchObject({ 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
  });

  test('of a tenant sends what happens from now on, to this tenant', async () => {
    await using world = await setup();
    await world.canceled();
    await using stream = await world.open('/v1/events');
    await using others = await world.open('/v1/events', { tenant: 'beta' });
    const jobs = [await world.canceled(), await world.generation(succeeded('g-1'))];
    const theirs = await world.canceled('beta');
    await waitFor(() => stream.frames().length === 2 && others.frames().length === 1, { what: 'the events' });
    expect(stream.frames().map(({ data }) => data)).toMatchObject(jobs.map(idOf));
    expect(others.frames().map(({ data }) => data)).toMatchObject([idOf(theirs)]);
    expect(stream.frames().map(({ id }) => id)).toEqual((await world.stored()).slice(1));
  });

  test('sends exactly the events of the feed', async () => {
    await using world = await setup();
    await using stream = await world.open('/v1/events');
    for (let count = 0; count < 5; count++) await world.canceled();
    await waitFor(() => stream.frames().length === 5, { what: 'the events' });
    const { data } = await world.page();
    expect(stream.frames()).toEqual(data.map((event) => ({ id: event.id, event: event.type, data: event })));
    await using again = await world.open(`/v1/events?after=${data[1]!.id}`);
    await waitFor(() => again.frames().length === 3, { what: 'the rest' });
    expect(again.frames()).toEqual(stream.frames().slice(2));
  });

  test('continues after Last-Event-ID rather than after `after`', async () => {
    await using world = await setup();
    for (let count = 0; count < 3; count++) await world.canceled();
    const ids = await world.stored();
    await using stream = await world.open(`/v1/events?after=${ids[0]!}`, { headers: { 'last-event-id': ids[1]! } });
    await waitFor(() => stream.frames().length > 0, { what: 'an event' });
    expect(stream.frames().map(({ id }) => id)).toEqual([ids[2]]);
    expect(pointersOf(await world.call('/v1/events', { headers: { 'last-event-id': '7' } }))).toEqual(['/Last-Event-ID']);
  });

  test('of a job begins with its first event and ends with its end; a client that reconnects then gets 204', async () => {
    await using world = await setup();
    const { id } = await world.submit();
    await using stream = await world.open(`/v1/jobs/${id}/events`);
    await world.canceled();
    await world.settle(id, { status: 'waiting', set: { getty_id: 'g-1', accepted_at: Date.now() }, event: 'generation.waiting' });
    await waitFor(() => stream.frames().length === 1, { what: 'the first event' });
    await using late = await world.open(`/v1/jobs/${id}/events`);
    await world.advance(id, succeeded('g-1'));
    await Promise.all([stream.ended, late.ended]);
    expect(stream.frames().map(({ event }) => event)).toEqual(['generation.waiting', 'generation.succeeded']);
    expect(late.frames()).toEqual(stream.frames());
    await using after = await world.open(`/v1/jobs/${id}/events`);
    await after.ended;
    expect(after.frames()).toEqual(stream.frames());
    const last = stream.frames()[1]!.id;
    expect((await world.call(`/v1/jobs/${id}/events`, { headers: { 'last-event-id': last } })).status).toBe(204);
  });

  test('of a job that runs again continues to the end of that run', async () => {
    await using world = await setup();
    const { id } = await world.canceled();
    await world.store.jobs.retry(id, { confirmCost: false });
    await using stream = await world.open(`/v1/jobs/${id}/events`);
    await waitFor(() => stream.frames().length === 1, { what: 'the end of the first run' });
    await world.store.jobs.cancel(id, 'generation');
    await stream.ended;
    expect(stream.frames().map(({ data }) => (data as Event & { data: Job }).data.run)).toEqual([1, 2]);
  });

  test('does not hang a HEAD', async () => {
    await using world = await setup();
    const { id } = await world.submit();
    for (const path of ['/v1/events', `/v1/jobs/${id}/events`]) {
      const answered = await world.call(path, { method: 'HEAD' });
      expect([answered.status, answered.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    }
    expect((await world.call('/v1/jobs/x/events', { method: 'HEAD' })).status).toBe(404);
  });

  test('is counted while it is open, and has its line when it is over', async () => {
    await using world = await setup();
    const count = async () =>
      /darkroom_event_streams\{of="tenant",app="api"\} (\d+)/.exec((await world.call('/metrics', { tenant: null })).text)?.[1];
    const stream = await world.open('/v1/events', { headers: { 'x-request-id': 'mine' } });
    expect(await count()).toBe('1');
    await stream[Symbol.asyncDispose]();
    await waitFor(async () => (await count()) === '0', { what: 'the stream to be gone' });
    const line = JSON.parse(world.lines.find((text) => text.includes('"mine"'))!) as unknown;
    expect(line).toMatchObject({ msg: 'http.request', tenant: 'acme', route: '/v1/events', status: 200, outcome: 'left' });
  });
});

describe('a stream from a place that is no longer kept', () => {
  test('of a tenant sends a resync with the place where it continues', async () => {
    await using lost = await withLostPlace();
    const { world } = lost;
    await using stream = await world.open('/v1/events', { headers: lost.headers });
    await waitFor(() => stream.frames().length === 1, { what: 'the resync' });
    const job = await world.canceled();
    await waitFor(() => stream.frames().length === 2, { what: 'the event after it' });
    const [resync, event] = stream.frames();
    expect(Resync.parse(resync!.data)).toMatchObject({ id: resync!.id, type: 'resync', data: null });
    expect(resync!.event).toBe('resync');
    expect(event!.data).toMatchObject(idOf(job));
    await using again = await world.open('/v1/events', { headers: { 'last-event-id': resync!.id } });
    await waitFor(() => again.frames().length === 1, { what: 'the event after the resync' });
    expect(again.frames()).toEqual([event]);
  });

  test('of a job sends a resync with the current job, and continues to its end', async () => {
    await using lost = await withLostPlace();
    const { world, job } = lost;
    await using stream = await world.open(`/v1/jobs/${job.id}/events`, { headers: lost.headers });
    await waitFor(() => stream.frames().length === 1, { what: 'the resync' });
    const state = Resync.parse(stream.frames()[0]!.data);
    expect(state.data).toMatchObject({ id: job.id, status: 'queued', run: 2 });
    await world.store.jobs.cancel(job.id, 'generation');
    await stream.ended;
    expect(stream.frames().map(({ event }) => event)).toEqual(['resync', 'generation.canceled']);
  });

  test('of a job that has ended sends it once and ends, also if its end is no longer kept', async () => {
    await using lost = await withLostPlace();
    const { world, job } = lost;
    await world.store.jobs.cancel(job.id, 'generation');
    await world.forget();
    for (const headers of [lost.headers, {}]) {
      await using stream = await world.open(`/v1/jobs/${job.id}/events`, { headers });
      await stream.ended;
      const [resync, ...rest] = stream.frames();
      expect([resync!.event, rest]).toEqual(['resync', []]);
      expect(Resync.parse(resync!.data).data).toMatchObject({ id: job.id, status: 'canceled' });
      const again = await world.call(`/v1/jobs/${job.id}/events`, { headers: { 'last-event-id': resync!.id } });
      expect(again.status).toBe(204);
    }
  });
});

test.each(['/v1/events', '/v1/jobs/{id}/events'])(
  'a client that reconnects to %s while Redis is away is not turned away for ever',
  async (path) => {
    await using redis = await ownRedis();
    await using world = await setupApi({ redis: { url: redis.url, prefix: 'away' } });
    const { id } = await world.submit();
    await redis.kill();
    const came = { 'last-event-id': 'evt_1-0' };
    await using back = await openStream(world.api.port, path.replace('{id}', id), { headers: came });
    await back.ended;
    expect([back.response.status, back.response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    expect(back.seen.text).toContain('retry: 3000');
    expect((await world.call(path.replace('{id}', id), { headers: { ...came, ...JSON_ONLY } })).status).toBe(503);
    expect((await world.call(path.replace('{id}', id))).status).toBe(503);
  },
);
