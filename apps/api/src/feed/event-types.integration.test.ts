import { EventPage, Event, type Job } from '@darkroom/contracts';
import { describe, expect, test } from '@jest/globals';
import { waitFor } from '@darkroom/testkit';

import { eventSource, openStream } from '../test/follow-stream.ts';
import { pointersOf, problemOf, setup as setupApi, succeeded } from '../test/world.ts';

const JSON_ONLY = { accept: 'application/json' };
/** A job at Getty, with a unique id there. */
const waiting = (id: string) => ({ status: 'waiting', set: { getty_id: `g-${id}`, accepted_at: 1 }, event: 'generation.waiting' }) as const;

async function setup(options: Parameters<typeof setupApi>[0] = {}) {
  const world = await setupApi(options);
  const page = async (query: string, path = '/v1/events'): Promise<EventPage> =>
    EventPage.parse((await world.call(`${path}${query}`, { headers: JSON_ONLY })).json);
  return {
    ...world,
    page,
    typesOf: async (query: string, path?: string) => (await page(query, path)).data.map(({ type }) => type),
    /** A job that was at Getty and has ended: two events. */
    ended: async (): Promise<Job> => {
      const job = await world.submit();
      await world.settle(job.id, waiting(job.id));
      const pass = await world.store.passes.begin(job.id, 1);
      if (typeof pass === 'string') throw new Error(pass);
      await world.store.passes.advance(pass, succeeded(`g-${job.id}`));
      return job;
    },
    open: (path: string, headers: Record<string, string> = {}) => openStream(world.api.port, path, { headers }),
  };
}

/** The place with which an EventSource would reconnect. */
const placeIn = (text: string): string => [...text.matchAll(/^id: (.*)$/gm)].at(-1)![1]!;

describe('types of the feed', () => {
  test.each([
    ['generation.waiting', ['generation.waiting']],
    ['generation.*', ['generation.waiting', 'generation.succeeded']],
    ['*', ['generation.waiting', 'generation.succeeded', 'batch.completed']],
    ['batch.*,generation.succeeded', ['generation.succeeded', 'batch.completed']],
    ['download.*', []],
  ])('%s', async (types, expected) => {
    await using world = await setup();
    await world.ended();
    await world.call('/v1/batches', { body: { jobs: [{}] } });
    expect(await world.typesOf(`?types=${types}`)).toEqual(expected);
  });

  test('pages have as many as requested, however far apart they are', async () => {
    await using world = await setup();
    const jobs: Job[] = [];
    for (let n = 0; n < 3; n++) jobs.push(await world.ended());
    const first = await world.page('?types=generation.succeeded&limit=2');
    expect(first.data.map(({ data }) => data)).toMatchObject(jobs.slice(0, 2).map(({ id }) => ({ id })));
    const second = await world.page(`?types=generation.succeeded&limit=2&after=${first.next_cursor!}`);
    expect(second).toMatchObject({ data: [{ data: { id: jobs[2]!.id } }], next_cursor: null });
    expect(await world.typesOf('?types=generation.waiting', `/v1/jobs/${jobs[1]!.id}/events`)).toEqual(['generation.waiting']);
  });

  test.each(['', 'generation.done', 'generation', '**', 'generation.*,', 'a,*', '*, *', 'x'.repeat(2_000)])(
    '%j is refused',
    async (types) => {
      await using world = await setup();
      const { id } = await world.submit();
      for (const path of ['/v1/events', `/v1/jobs/${id}/events`]) {
        for (const headers of [JSON_ONLY, { accept: 'text/event-stream' }]) {
          const pointers = pointersOf(await world.call(`${path}?types=${encodeURIComponent(types)}`, { headers }));
          expect([...new Set(pointers)]).toEqual(['/types']);
        }
      }
    },
  );
});

describe('types of a stream', () => {
  test('only they are sent, and a reconnecting client continues after the others', async () => {
    await using world = await setup();
    await using stream = await world.open('/v1/events?types=generation.succeeded');
    await world.ended();
    const { id } = await world.submit();
    await world.settle(id, waiting(id));
    const all = (await world.page('')).data;
    expect(all.map(({ type }) => type)).toEqual(['generation.waiting', 'generation.succeeded', 'generation.waiting']);
    await waitFor(() => placeIn(stream.seen.text) === all[2]!.id, { what: 'the place of the last event' });
    expect(stream.frames().map((frame) => frame.id)).toEqual([all[1]!.id]);

    await using caughtUp = await world.open('/v1/events?types=generation.succeeded', { 'last-event-id': all[0]!.id });
    await waitFor(() => placeIn(caughtUp.seen.text) === all[2]!.id, { what: 'the place after catching up' });
    expect(caughtUp.frames().map((frame) => frame.id)).toEqual([all[1]!.id]);
  });

  test('a job with an unwanted end still ends its stream, and refuses reconnects', async () => {
    await using world = await setup();
    const { id } = await world.submit();
    const path = `/v1/jobs/${id}/events?types=generation.waiting`;
    await using stream = await world.open(path);
    await world.settle(id, waiting(id));
    await waitFor(() => stream.frames().length === 1, { what: 'the wanted event' });
    const pass = await world.store.passes.begin(id, 1);
    if (typeof pass === 'string') throw new Error(pass);
    await world.store.passes.advance(pass, succeeded(`g-${id}`));
    await stream.ended;
    await using late = await world.open(path);
    await late.ended;
    for (const ended of [stream, late]) {
      expect(ended.frames().map(({ event }) => event)).toEqual(['generation.waiting']);
      expect((await world.call(path, { headers: { 'last-event-id': placeIn(ended.seen.text) } })).status).toBe(204);
    }
  });

  test('the public client loses none of them and gets none twice when its connection breaks', async () => {
    await using world = await setup();
    const seen: string[] = [];
    const types = ['generation.succeeded', 'generation.waiting'];
    const onEvent = (id: string) => void seen.push(id);
    using client = eventSource(world.api.port, '/v1/events?types=generation.succeeded', { types, onEvent });
    await waitFor(() => client.source.readyState === client.source.OPEN, { what: 'the stream' });
    await world.ended();
    await waitFor(() => seen.length === 1, { what: 'the first event' });
    client.breakOff();
    await world.ended();
    await waitFor(() => seen.length === 2, { what: 'the event meanwhile' });
    expect(seen).toEqual((await world.page('?types=generation.succeeded')).data.map(({ id }) => id));
  });
});

describe('GET /v1/events/{id}', () => {
  test('is the event of the feed, whatever happened to the job since', async () => {
    await using world = await setup();
    await world.ended();
    const { data } = await world.page('');
    for (const event of data) expect(Event.parse((await world.call(`/v1/events/${event.id}`)).json)).toEqual(event);
    expect(data.map((event) => (event.data as Job).status)).toEqual(['waiting', 'succeeded']);
    const batch = await world.call('/v1/batches', { body: { jobs: [{}] } });
    const [completed] = (await world.page('?types=batch.completed')).data as [Event];
    expect((await world.call(`/v1/events/${completed.id}`)).json).toMatchObject({
      type: 'batch.completed',
      data: { id: (batch.json as Job).id },
    });
  });

  test('is 404 for another tenant, for an unknown id, and after 72 hours', async () => {
    const clock = { ahead: 0 };
    await using world = await setup({ now: () => Date.now() + clock.ahead });
    await world.ended();
    const [event] = (await world.page('')).data as [Event];
    expect((await world.call(`/v1/events/${event.id}`)).status).toBe(200);
    problemOf(await world.call(`/v1/events/${event.id}`, { tenant: 'beta' }), 'not_found');
    for (const id of ['evt_1-0', 'evt_1-18446744073709551616', 'x', event.id.replace('evt_', 'evt_1'), `${event.id.split('-')[0]!}-9`]) {
      problemOf(await world.call(`/v1/events/${id}`), 'not_found');
    }
    clock.ahead = 72 * 3_600_000 + 1_000;
    problemOf(await world.call(`/v1/events/${event.id}`), 'not_found');
  });
});
