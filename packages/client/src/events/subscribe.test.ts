import { expect, test } from '@jest/globals';

import { UnauthorizedError } from '../errors/problems.ts';
import { event, hangUp, httpTo, problem, scriptedServer, stream } from '../test/scripted-server.ts';
import { subscribe, type Subscription } from './subscribe.ts';

async function idsOf(events: Subscription, most: number): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of events) {
    ids.push(id);
    if (ids.length === most) break;
  }
  return ids;
}

test('a stream that breaks is continued after the last event, also after one that was left out', async () => {
  await using server = await scriptedServer(
    stream(['id: evt_1-0\n\n', event('evt_2-0', 'generation.waiting')], 'broken'),
    problem(503, 'queue_unavailable'),
    hangUp,
    stream(['id: evt_3-0\n\n']),
    stream([event('evt_4-0', 'generation.succeeded'), event('evt_5-0', 'resync')], 'open'),
  );
  const events = subscribe(httpTo(server).http, { path: '/v1/events' }, { types: ['generation.*', 'batch.completed'] });
  await events.opened;
  expect(await idsOf(events, 3)).toEqual(['evt_2-0', 'evt_4-0', 'evt_5-0']);
  expect(events.position).toBe('evt_5-0');
  expect(server.asked.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, 'evt_2-0', 'evt_2-0', 'evt_2-0', 'evt_3-0']);
  expect(server.asked[0]).toMatchObject({
    url: '/v1/events?types=generation.*%2Cbatch.completed',
    headers: { accept: 'text/event-stream' },
  });
});

test('a stream that was cut off before its first event begins at the place that it began with', async () => {
  await using server = await scriptedServer(
    stream(['id: evt_7-0\n\n'], 'broken'),
    stream([event('evt_8-0', 'generation.waiting')], 'open'),
  );
  expect(await idsOf(subscribe(httpTo(server).http, { path: '/v1/events' }), 1)).toEqual(['evt_8-0']);
  expect(server.asked[1]!.headers['last-event-id']).toBe('evt_7-0');
});

test('blocks may come in any pieces', async () => {
  await using server = await scriptedServer((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const bytes = Buffer.from(`id: evt_1-0\r\n\r\n${event('evt_2-0', 'generation.waiting', { prompt: 'füx' })}id: evt_3-0\n\n`);
    const next = (at: number): void => {
      if (at === bytes.length) response.end(event('evt_4-0', 'batch.completed'));
      else response.write(bytes.subarray(at, at + 1), () => next(at + 1));
    };
    next(0);
  });
  expect(await idsOf(subscribe(httpTo(server).http, { path: '/v1/events' }), 2)).toEqual(['evt_2-0', 'evt_4-0']);
});

test('the stream of a job ends with its run, or with 204', async () => {
  const end = event('evt_2-0', 'download.failed');
  await using server = await scriptedServer(stream([event('evt_1-0', 'download.waiting'), end]), (response) =>
    response.writeHead(204).end(),
  );
  const { http } = httpTo(server);
  const from = { path: '/v1/jobs/job_1/events', jobId: 'job_1' };
  expect(await idsOf(subscribe(http, from), Infinity)).toEqual(['evt_1-0', 'evt_2-0']);
  expect(await idsOf(subscribe(http, from, { after: 'evt_2-0' }), Infinity)).toEqual([]);
  expect(server.asked).toHaveLength(2);
});

test('a stream that is refused throws, at once or later', async () => {
  await using server = await scriptedServer(problem(401, 'unauthorized'));
  const events = subscribe(httpTo(server).http, { path: '/v1/events' });
  await expect(events.opened).rejects.toBeInstanceOf(UnauthorizedError);
  await expect(idsOf(events, 1)).rejects.toBeInstanceOf(UnauthorizedError);
  // Nobody waits for this one: its error ends no process.
  subscribe(httpTo(server).http, { path: '/v1/events' });
  await using revoked = await scriptedServer(stream([event('evt_1-0', 'webhook.test')]), problem(401, 'unauthorized'));
  await expect(idsOf(subscribe(httpTo(revoked).http, { path: '/v1/events' }), 2)).rejects.toBeInstanceOf(UnauthorizedError);
});

test.each([
  ['the page of a proxy', 200, { 'content-type': 'text/html' }],
  ['the way to a login', 302, { location: 'https://login.example.com' }],
])('%s is no stream without events: it throws', async (_what, status, headers) => {
  await using server = await scriptedServer((response) => response.writeHead(status, headers).end('<p>Please log in</p>'));
  await expect(idsOf(subscribe(httpTo(server).http, { path: '/v1/events' }), 1)).rejects.toThrow('is not a stream of events');
  expect(server.asked).toHaveLength(1);
});

test('close ends the loop quietly, and an aborted signal with its reason', async () => {
  await using server = await scriptedServer(stream([], 'open'));
  const closed = subscribe(httpTo(server).http, { path: '/v1/events' });
  const reading = idsOf(closed, 1);
  await closed.opened;
  closed.close();
  expect(await reading).toEqual([]);

  const controller = new AbortController();
  const aborted = subscribe(httpTo(server).http, { path: '/v1/events' }, { signal: controller.signal });
  const waiting = idsOf(aborted, 1);
  await aborted.opened;
  controller.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
});
