import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

import { describe, expect, test } from '@jest/globals';
import { selfSigned, waitFor } from '@darkroom/testkit';

import { createAddressGuard, PrivateAnswerError, type Lookup } from './address-guard.ts';
import { createPost, type PostOptions } from './post.ts';

const accept: RequestListener = (request, response) => void request.resume().once('end', () => response.writeHead(204).end());

/** A receiver that counts its connections, and a sender with a clock that can be moved. */
async function setup(given: { answer?: RequestListener; server?: Server; options?: Partial<PostOptions>; lookup?: Lookup } = {}) {
  const server = given.server ?? createServer(given.answer ?? accept);
  const sockets: Socket[] = [];
  server.on('connection', (socket: Socket) => sockets.push(socket.on('error', () => undefined)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const clock = { ahead: 0 };
  const asked: string[] = [];
  const lookup: Lookup = async (host) => {
    asked.push(host);
    return given.lookup ? given.lookup(host) : [{ address: '127.0.0.1', family: 4 }];
  };
  const { post, close } = createPost({
    guard: createAddressGuard({ allowPrivateNetworks: true, lookup }),
    timeLimitMs: 5_000,
    connectTimeLimitMs: 5_000,
    now: () => Date.now() + clock.ahead,
    ...given.options,
  });
  const origin = `${given.server ? 'https' : 'http'}://hooks.example:${(server.address() as AddressInfo).port}`;
  return {
    sockets,
    asked,
    clock,
    open: () => sockets.filter(({ destroyed }) => !destroyed),
    send: (path = '/', body = '{}') => post({ url: origin + path, headers: { 'content-type': 'application/json' }, body }),
    async [Symbol.asyncDispose]() {
      await close();
      server.close();
      server.closeAllConnections();
    },
  };
}

const DONE = { kind: 'answered', status: 204 };

describe('a connection', () => {
  test('carries webhook after webhook, with one lookup', async () => {
    await using world = await setup();
    for (let n = 0; n < 20; n++) expect(await world.send(`/${n}`)).toMatchObject(DONE);
    expect([world.sockets.length, world.asked]).toEqual([1, ['hooks.example']]);
  });

  test('with TLS is shaken hands on once, under the name of the host', async () => {
    const names: string[] = [];
    const certificate = selfSigned(['hooks.example']);
    const server = createSecureServer({ ...certificate, SNICallback: (name, done) => (names.push(name), done(null)) }, accept);
    let handshakes = 0;
    server.on('secureConnection', () => handshakes++);
    await using world = await setup({ server, options: { ca: certificate.cert } });
    for (let n = 0; n < 20; n++) expect(await world.send()).toMatchObject(DONE);
    expect([handshakes, names]).toEqual([1, ['hooks.example']]);
  });

  test('lives for a minute; then the address is checked anew', async () => {
    let address = '127.0.0.1';
    const lookup: Lookup = async () => {
      if (address !== '127.0.0.1') throw new PrivateAnswerError(`${address} is not public`);
      return [{ address, family: 4 }];
    };
    await using world = await setup({ lookup });
    await world.send();
    world.clock.ahead = 59_000;
    address = '10.0.0.7';
    expect(await world.send()).toMatchObject(DONE);
    world.clock.ahead = 61_000;
    expect(await world.send()).toEqual({ kind: 'unanswered', error: '10.0.0.7 is not public' });
    expect(world.sockets).toHaveLength(1);
  });

  test('is one for each parallel webhook; eight are kept', async () => {
    await using world = await setup();
    await Promise.all(Array.from({ length: 20 }, () => world.send()));
    expect(world.sockets).toHaveLength(20);
    await waitFor(() => world.open().length === 8, { what: 'the others to be closed' });
  });

  test('of which the receiver announces the end is used once', async () => {
    await using world = await setup({ answer: (_request, response) => response.writeHead(204, { connection: 'close' }).end() });
    for (let n = 0; n < 3; n++) expect(await world.send()).toMatchObject(DONE);
    expect(world.sockets).toHaveLength(3);
  });

  test('that was closed while it was idle fails nothing', async () => {
    await using world = await setup();
    for (let n = 0; n < 20; n++) {
      expect(await world.send()).toMatchObject(DONE);
      const socket = world.sockets.at(-1)!;
      socket.end();
      await once(socket, 'close');
    }
    // After the first one it is known that this receiver keeps none.
    expect(world.sockets).toHaveLength(20);
  });

  test('to a receiver that closes with its answer, unannounced, fails nothing', async () => {
    await using world = await setup({
      answer: (request, response) =>
        void request.resume().once('end', () => {
          response.writeHead(204).end();
          request.socket.end();
        }),
    });
    for (let n = 0; n < 20; n++) expect(await world.send()).toMatchObject(DONE);
    const parallel = await Promise.all(Array.from({ length: 20 }, () => world.send()));
    expect(parallel.filter(({ kind }) => kind !== 'answered')).toEqual([]);
  });

  test('that is cut after a request arrived is not used for a second try: the webhook may have been processed', async () => {
    let received = 0;
    await using world = await setup({
      answer: (request, response) =>
        void request.resume().once('end', () => {
          received++;
          if (received % 10 === 3) request.socket.destroy();
          else response.writeHead(204).end();
        }),
    });
    expect([await world.send(), await world.send()]).toEqual([expect.objectContaining(DONE), expect.objectContaining(DONE)]);
    expect(await world.send()).toMatchObject({ kind: 'unanswered' });
    expect(received).toBe(3);
    expect(await world.send()).toMatchObject(DONE);
  });
});

describe('a hostile receiver', () => {
  const unread: IncomingMessage[] = [];

  test('that sends headers without end has no answer, and no kept connection', async () => {
    await using world = await setup({
      answer: (request) => {
        request.socket.write('HTTP/1.1 200 OK\r\n');
        const send = (): void => {
          if (!request.socket.destroyed) request.socket.write(`x-${'a'.repeat(1_000)}: ${'b'.repeat(1_000)}\r\n`, () => setImmediate(send));
        };
        send();
      },
    });
    expect(await world.send()).toMatchObject({ kind: 'unanswered' });
    await waitFor(() => world.open().length === 0, { what: 'its connection to be closed' });
  });

  test('that answers without end is read no further than 4 KB', async () => {
    await using world = await setup({
      answer: (_request, response) => {
        response.writeHead(200);
        const send = (): void => {
          if (!response.destroyed) response.write('a'.repeat(10_000), () => setImmediate(send));
        };
        send();
      },
    });
    expect(await world.send()).toMatchObject({ kind: 'answered', status: 200, response: 'a'.repeat(4_096) });
    await waitFor(() => world.open().length === 0, { what: 'its connection to be closed' });
  });

  test.each<[string, RequestListener]>([
    ['reads', (request) => void unread.push(request)],
    ['answers', (request) => void request.resume()],
    ['ends its informational answers', (request, response) => void request.on('data', () => response.writeProcessing())],
  ])('that never %s costs the time limit', async (_what, answer) => {
    await using world = await setup({ answer, options: { timeLimitMs: 50 } });
    expect(await world.send('/', 'x'.repeat(5_000_000))).toEqual({ kind: 'unanswered', error: 'no answer within 0.05 s' });
    const closed = () => {
      for (const request of unread) request.resume(); // to notice the end of its connection
      return world.open().length === 0;
    };
    await waitFor(closed, { what: 'its connection to be closed' });
  });

  test('that breaks off in its answer counts by its status', async () => {
    await using world = await setup({
      answer: (request, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('part', () => request.socket.destroy());
      },
    });
    expect(await world.send()).toMatchObject({ kind: 'answered', status: 200, response: 'part' });
  });
});
