import { once } from 'node:events';
import { connect } from 'node:net';

import { expect, test } from '@jest/globals';
import { createHttpServer } from '@darkroom/runtime';
import { waitFor } from '@darkroom/testkit';
import express from 'express';

import type { Answer } from '../http/handler.ts';
import { createStreams, type Stream } from './streams.ts';

/** A server that answers each request with a stream, and its newest stream. */
async function setup(keepAliveEveryMs?: number) {
  const log: string[] = [];
  const opened: { stream: Stream; response: Answer }[] = [];
  const events = { streamOpened: (of: string) => log.push(`opened ${of}`), streamClosed: (of: string) => log.push(`closed ${of}`) };
  const streams = createStreams({ events }, keepAliveEveryMs);
  const app = express().get('/', (_request, response: Answer) => {
    response.locals.noted = {};
    opened.push({ stream: streams.open(response, 'tenant'), response });
  });
  const server = createHttpServer({ handler: app, port: 0 });
  await server.start();
  const client = connect(server.port, '127.0.0.1');
  await once(client, 'connect');
  client.on('error', () => undefined); // it is cut here, on purpose
  client.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const { stream, response } = await waitFor(() => opened[0], { what: 'the stream' });
  return {
    log,
    client,
    stream,
    response,
    async [Symbol.asyncDispose]() {
      client.destroy();
      await server.stop();
    },
  };
}

test('a client that does not read is cut off, and its pending data stays bounded', async () => {
  await using world = await setup();
  world.client.pause();
  const frame = 'x'.repeat(64 * 1_024);
  let mostBuffered = 0;
  await waitFor(
    () => {
      world.stream.write(frame);
      mostBuffered = Math.max(mostBuffered, world.response.writableLength);
      return !world.stream.open;
    },
    { what: 'the stream to be cut' },
  );
  await waitFor(() => world.log.includes('closed tenant'), { what: 'the connection to be closed' });
  expect(mostBuffered).toBeLessThan(1_200_000);
  expect(world.response.locals.noted.outcome).toBe('too_slow');
});

test('a reader gets everything, as fast as it reads', async () => {
  await using world = await setup();
  let read = 0;
  world.client.on('data', (chunk) => {
    read += chunk.length;
  });
  for (let count = 0; count < 200; count++) {
    world.stream.write('x'.repeat(64 * 1_024));
    await world.stream.drained();
  }
  await waitFor(() => read > 200 * 64 * 1_024, { what: 'twelve megabytes' });
  expect(world.stream.open).toBe(true);
});

test('an idle stream is kept alive by comments, until it closes', async () => {
  await using world = await setup(10);
  let text = '';
  world.client.on('data', (chunk) => {
    text += String(chunk);
  });
  await waitFor(() => text.split(': keep-alive\n\n').length > 3, { what: 'comments' });
  world.client.destroy();
  await waitFor(() => world.log.includes('closed tenant'), { what: 'the close' });
  expect(world.log).toEqual(['opened tenant', 'closed tenant']);
  expect(world.response.locals.noted.outcome).toBe('left');
});

test('on a stop, a stream that is read ends in order, and one that is not read is cut off', async () => {
  await using reading = await setup();
  reading.client.resume();
  reading.stream.stop();
  await waitFor(() => reading.log.includes('closed tenant'), { what: 'the end' });
  expect(reading.response.writableFinished).toBe(true);

  await using notReading = await setup();
  notReading.client.pause();
  await waitFor(
    () => {
      notReading.stream.write('x'.repeat(64 * 1_024));
      return notReading.response.writableNeedDrain && notReading.response.writableLength > 200_000;
    },
    { what: 'something to lie unread' },
  );
  notReading.stream.stop();
  await waitFor(() => notReading.log.includes('closed tenant'), { what: 'the cut' });
});

test('a client that has left before its stream begins is not kept', async () => {
  const log: string[] = [];
  const note = (what: string) => (of: string) => void log.push(`${what} ${of}`);
  const streams = createStreams({ events: { streamOpened: note('opened'), streamClosed: note('closed') } });
  const late = Promise.withResolvers<Stream>();
  const leave = new AbortController();
  const app = express().get('/', async (_request, response: Answer) => {
    response.locals.noted = {};
    leave.abort(); // as while Redis is away, for which the request waits
    await once(response, 'close');
    late.resolve(streams.open(response, 'job'));
  });
  const server = createHttpServer({ handler: app, port: 0 });
  await server.start();
  try {
    await expect(fetch(`http://127.0.0.1:${server.port}/`, { signal: leave.signal })).rejects.toThrow('aborted');
    expect({ open: (await late.promise).open, log }).toEqual({ open: false, log: ['opened job', 'closed job'] });
  } finally {
    await server.stop();
  }
});
