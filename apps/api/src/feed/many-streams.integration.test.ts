import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import { expect, test } from '@jest/globals';
import { newJobId } from '@darkroom/queue';
import { ownRedis, waitFor } from '@darkroom/testkit';

import { framesOf, openStream } from '../test/follow-stream.ts';
import { KEYS, setup } from '../test/world.ts';

const STREAMS = 2_000;

type Client = { socket: Socket; text: string };

/** A stream over a plain socket, without an HTTP client. */
async function openSocket(port: number, path: string): Promise<Client> {
  const socket = connect(port, '127.0.0.1');
  const client: Client = { socket, text: '' };
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    client.text += chunk;
  });
  socket.on('error', () => undefined); // cut when the test is over
  await once(socket, 'connect');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${KEYS.acme}\r\n\r\n`);
  await once(socket, 'data');
  return client;
}

test(`${STREAMS} idle streams cost one connection to Redis, and each gets the events`, async () => {
  await using redis = await ownRedis();
  await using world = await setup({ redis: { url: redis.url, prefix: 'many' }, redisPatienceMs: 60_000 });
  const connections = async () =>
    String(await redis.command('CLIENT', 'LIST', 'TYPE', 'normal'))
      .split('\n')
      .filter(Boolean).length;
  const before = await connections();
  const jobs = [await world.submit(), await world.submit()];
  const clients: Client[] = [];
  try {
    const pathOf = (index: number) => (index % 2 === 0 ? '/v1/events' : `/v1/jobs/${jobs[index % 4 === 1 ? 0 : 1]!.id}/events`);
    for (let from = 0; from < STREAMS; from += 50) {
      clients.push(...(await Promise.all(Array.from({ length: 50 }, (_, index) => openSocket(world.api.port, pathOf(from + index))))));
    }
    expect(clients.map(({ text }) => text.slice(0, 15))).toEqual(Array(STREAMS).fill('HTTP/1.1 200 OK'));
    expect((await connections()) - before).toBe(1);

    await world.store.jobs.cancel(jobs[0]!.id, 'generation');
    const concerned = clients.map((_, index) => index % 2 === 0 || index % 4 === 1);
    const times = () => clients.map(({ text }) => text.split('event: generation.canceled\n').length - 1);
    const all = concerned.filter(Boolean).length;
    await waitFor(() => times().filter((sent) => sent > 0).length >= all, { what: 'all affected streams to get it' });
    expect(times()).toEqual(concerned.map(Number));
  } finally {
    for (const { socket } of clients) socket.destroy();
  }
  await waitFor(async () => (await connections()) === before, { what: 'the log to have no reader' });
});

test('when the API stops, every stream ends at once, read or not', async () => {
  await using world = await setup();
  const { id } = await world.submit();
  const streams = await Promise.all(['/v1/events', `/v1/jobs/${id}/events`].map((path) => openStream(world.api.port, path)));
  await using tenant = streams[0]!;
  await using job = streams[1]!;
  const unread = await openSocket(world.api.port, '/v1/events');
  unread.socket.pause();
  await world.api.stop();
  await Promise.all([tenant.ended, job.ended]);
  expect([tenant.seen.text, framesOf(job.seen.text)]).toEqual([expect.stringContaining('retry: 3000'), []]);
  const outcomes = world.lines.filter((line) => line.includes('/events"')).map((line) => (JSON.parse(line) as { outcome: string }).outcome);
  expect(outcomes).toEqual(['stopped', 'stopped', 'stopped']);
  unread.socket.destroy();
});

test('a client of a tenant that does not read is cut off, and continues at its place when it reconnects', async () => {
  await using world = await setup();
  const slow = await openSocket(world.api.port, '/v1/events');
  await waitFor(() => slow.text.includes('id: evt_'), { what: 'its place' });
  const place = /id: (evt_\S+)/.exec(slow.text)![1]!;
  slow.socket.pause();
  const request = { prompt: 'a fox '.repeat(1_600), metadata: { filler: 'x'.repeat(3_900) } };
  const publish = async () => {
    const now = Date.now();
    const id = newJobId();
    await world.store.jobs.accept({ id, type: 'generation', tenant: 'acme', request, createdAt: now, deadlineAt: now + 60_000 });
    await world.store.jobs.cancel(id, 'generation');
  };
  let sent = 0;
  const cut = () => world.lines.some((line) => line.includes('too_slow'));
  for (; !cut() && sent < 5_000; sent += 50) await Promise.all(Array.from({ length: 50 }, publish));
  expect(cut()).toBe(true);
  await using back = await openStream(world.api.port, '/v1/events', { headers: { 'last-event-id': place } });
  await waitFor(() => back.frames().length >= sent, { what: `all ${sent} events` });
  expect(new Set(back.frames().map(({ id }) => id)).size).toBe(sent);
  slow.socket.destroy();
});
