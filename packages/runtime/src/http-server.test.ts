import { once } from 'node:events';
import { connect } from 'node:net';

import { expect, test } from '@jest/globals';

import { createHttpServer, PortInUseError } from './http-server.ts';

const hello = () => createHttpServer({ handler: (_request, response) => response.end('hello'), port: 0, host: '127.0.0.1' });

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
