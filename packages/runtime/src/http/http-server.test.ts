import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { expect, test } from '@jest/globals';

import { createHttpServer, PortInUseError } from './http-server.ts';

const hello = () => createHttpServer({ handler: (_request, response) => response.end('hello'), port: 0, host: '127.0.0.1' });

const REQUEST = 'GET / HTTP/1.1\r\nhost: x\r\n\r\n';

test('serves, and lets a request in progress end when it is stopped', async () => {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  const server = createHttpServer({
    handler: (_request, response) => {
      asked.resolve();
      void answer.promise.then(() => response.end('late'));
    },
    port: 0,
    host: '127.0.0.1',
  });
  await server.start();
  const response = fetch(`http://127.0.0.1:${server.port}`);
  await asked.promise;
  const stopping = server.stop();
  answer.resolve();
  expect(await (await response).text()).toBe('late');
  await stopping;
});

test('keeps an idle connection longer than load balancers do, and shorter than its idle limit', async () => {
  const { server } = hello();
  expect(server.keepAliveTimeout).toBeGreaterThan(60_000);
  expect(server.timeout).toBeGreaterThan(server.keepAliveTimeout);
});

test('stopped with a request in progress, it asks the client to close that connection', async () => {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  const server = createHttpServer({
    handler: (_request, response) => {
      asked.resolve();
      void answer.promise.then(() => response.end('late'));
    },
    port: 0,
    host: '127.0.0.1',
  });
  await server.start();
  const socket = connect(server.port, '127.0.0.1');
  const closed = once(socket, 'close');
  let text = '';
  socket.on('data', (chunk) => (text += String(chunk)));
  socket.write('GET / HTTP/1.1\r\nhost: x\r\nconnection: keep-alive\r\n\r\n');
  await asked.promise;
  const stopping = server.stop();
  answer.resolve();
  await Promise.all([stopping, closed]);
  expect(text).toMatch(/connection: close[^]*late$/i);
});

test('while it drains, an answer that ends on one connection leaves the others open', async () => {
  const asked = Promise.withResolvers<void>();
  const late = Promise.withResolvers<void>();
  const server = createHttpServer({
    handler: (request, response) => {
      if (request.url !== '/late') return void response.end('here');
      asked.resolve();
      void late.promise.then(() => response.end('late'));
    },
    port: 0,
    host: '127.0.0.1',
    drainMs: 60_000,
  });
  await server.start();
  const [kept, busy] = [connect(server.port, '127.0.0.1'), connect(server.port, '127.0.0.1')];
  const first = once(kept, 'data');
  kept.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  await first;
  busy.write('GET /late HTTP/1.1\r\nhost: x\r\n\r\n');
  await asked.promise;
  const ended = once(busy, 'close');
  const stopping = server.stop();
  late.resolve();
  busy.resume();
  await ended;
  const last = once(kept, 'data');
  kept.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  expect(String((await last)[0])).toMatch(/connection: close[^]*here$/i);
  await stopping;
});

test('while it drains, a request on a kept connection is answered, and that answer closes the connection', async () => {
  const server = createHttpServer({ handler: (_request, response) => response.end('here'), port: 0, host: '127.0.0.1', drainMs: 60_000 });
  await server.start();
  const socket = connect(server.port, '127.0.0.1');
  const closed = once(socket, 'close');
  const answered = once(socket, 'data');
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  await answered;
  const stopping = server.stop();
  const last = once(socket, 'data');
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  expect(String((await last)[0])).toMatch(/connection: close[^]*here$/i);
  await Promise.all([stopping, closed]);
});

test('suspended until its time to drain is over, it still answers what was sent to it meanwhile', async () => {
  const drainMs = 50;
  const server = createHttpServer({ handler: (_request, response) => response.end('here'), port: 0, host: '127.0.0.1', drainMs });
  await server.start();
  const kept = await dial(server.port);
  const first = once(kept, 'data');
  kept.write(REQUEST);
  await first;
  const accepted = once(server.server, 'connection');
  const silent = await dial(server.port);
  await accepted;

  const stopping = server.stop();
  await turnOfTheLoop();
  const answers = [kept, silent, connect(server.port, '127.0.0.1')].map((socket) => {
    socket.write(REQUEST);
    return textOf(socket);
  });
  suspend(drainMs + 10);
  for (const answer of await Promise.all(answers)) expect(answer).toMatch(/connection: close[^]*here$/i);
  await stopping;
});

test('a connection that was dialled at the last moment of the drain has the whole time for its request', async () => {
  const drainMs = 60_000;
  const server = createHttpServer({ handler: (_request, response) => response.end('here'), port: 0, host: '127.0.0.1', drainMs });
  await server.start();
  const kept = await dial(server.port);
  kept.write(REQUEST);
  await once(kept, 'data');
  const stopping = server.stop();
  await turnOfTheLoop();
  const accepted = once(server.server, 'connection');
  const late = await dial(server.port);
  await accepted;
  kept.destroy();
  await untilNotListening(server.server);
  late.write(REQUEST);
  expect(await textOf(late)).toMatch(/connection: close[^]*here$/i);
  await stopping;
});

test('a port in use is named, with what to do', async () => {
  const first = hello();
  await first.start();
  const second = createHttpServer({ handler: () => undefined, port: first.port, host: '127.0.0.1' });
  await expect(second.start()).rejects.toThrow(PortInUseError);
  await expect(second.start()).rejects.toThrow(`Port ${first.port} is in use`);
  await first.stop();
});

test('takes another port if allowed', async () => {
  const first = hello();
  await first.start();
  const second = createHttpServer({ handler: () => undefined, port: first.port, host: '127.0.0.1', orAnyPort: true });
  await second.start();
  expect(second.port).not.toBe(first.port);
  await Promise.all([first.stop(), second.stop()]);
});

test('is not held up by a client that keeps its connection open', async () => {
  const server = hello();
  await server.start();
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => undefined); // expected: it is cut off
  const answered = new Promise((resolve) => socket.once('data', resolve));
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  await answered;
  await server.stop();
  expect(server.server.listening).toBe(false);
  socket.destroy();
});

test('is not held up by a connection on which nothing was sent', async () => {
  const server = hello();
  await server.start();
  const connected = once(server.server, 'connection');
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => undefined); // expected: it is cut off
  await connected;
  // Node itself would wait for a minute.
  const closed = once(socket, 'close');
  await Promise.all([server.stop(), closed]);
  expect(server.server.listening).toBe(false);
});

test('stopped while it begins to listen, it does not stay open', async () => {
  const server = createHttpServer({ handler: () => undefined, port: 0, host: 'localhost' });
  const starting = server.start();
  await server.stop();
  await starting;
  expect(server.server.listening).toBe(false);
});

async function dial(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

/** All that arrives on a connection until it is closed. */
async function textOf(socket: Socket): Promise<string> {
  let all = '';
  for await (const chunk of socket) all += String(chunk);
  return all;
}

/** Lets a server that was stopped begin its drain: timers and immediates that it has set before ours run before ours. */
async function turnOfTheLoop(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) {
    await sleep(0);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function untilNotListening(server: Server): Promise<void> {
  while (server.listening) await new Promise((resolve) => setImmediate(resolve));
}

/** Stalls this thread, as a busy machine does: timers that are due afterwards run before anything is read. */
function suspend(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
