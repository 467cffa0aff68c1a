import { connect, type Socket } from 'node:net';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { createHttpServer, type HttpServer } from './http-server.ts';

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

let server: HttpServer;
let refusals: number[];
/** The request in progress is answered when this resolves. */
let answer: PromiseWithResolvers<void>;

beforeEach(async () => {
  refusals = [];
  answer = Promise.withResolvers();
  server = createHttpServer({
    handler: (request, response) => {
      request.resume();
      if (request.url === '/slow') void answer.promise.then(() => response.end('slow'));
      else if (request.url === '/endless') response.write('begun');
      else if (request.url === '/big') response.end(Buffer.alloc(20_000_000));
      else if (request.method === 'POST') request.once('end', () => response.end('posted'));
      else response.end('hello');
    },
    port: 0,
    host: '127.0.0.1',
    headersTimeoutMs: 1_000,
    requestTimeoutMs: 1_500,
    idleTimeoutMs: 3_000,
    renderRefusal: (status) => {
      refusals.push(status);
      return { headers: { 'Content-Type': 'text/plain' }, body: `refused ${status}` };
    },
  });
  await server.start();
});
afterEach(async () => server.stop());

/** Sends each part some ms after the previous one, and returns everything received until the connection was closed. */
async function exchange(parts: (string | Buffer)[], everyMs = 0): Promise<string> {
  const socket = dial();
  let heard = '';
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')));
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  for (const part of parts) {
    if (socket.destroyed) break;
    socket.write(part);
    if (everyMs > 0) await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  await closed;
  return heard;
}

function dial(): Socket {
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => undefined); // expected: the server closes what it refuses
  return socket;
}

test.each([
  ['no HTTP', 400, ['hello there\r\n\r\n']],
  ['TLS', 400, [Buffer.from('16030100a5010000a10303', 'hex')]],
  ['HTTP/2', 400, ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n']],
  ['a proxy request', 400, ['CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n']],
  ['NUL in the path', 400, ['GET /a\u0000b HTTP/1.1\r\nHost: x\r\n\r\n']],
  ['NUL in a header', 400, ['GET / HTTP/1.1\r\nHost: x\r\nX: a\u0000b\r\n\r\n']],
  ['two lengths', 400, ['POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab']],
  ['a length beside chunks', 400, ['POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n']],
  ['a malformed chunk', 400, ['POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n']],
  ['a path of 20 KB', 431, [`GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`]],
  ['headers of 20 KB', 431, [`GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`]],
  ['headers without an end', 408, ['GET / HTTP/1.1\r\nHost: x\r\n']],
  ['a body without an end', 408, ['POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc']],
] as [string, number, string[]][])('%s is refused with %d and a body', async (_what, status, parts) => {
  const heard = await exchange(parts);
  expect(heard).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [A-Z][^]*Connection: close\r\n\r\nrefused ${status}$`));
  expect(refusals).toEqual([status]);
});

test.each([
  ['headers', 'GET / HTTP/1.1\r\n'],
  ['a body', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n'],
])('%s that arrive too slowly are refused with 408', async (_what, head) => {
  expect(await exchange([head, ...Array<string>(40).fill('x')], 50)).toContain('refused 408');
});

describe('a request in progress', () => {
  test('is answered before the invalid bytes behind it are refused', async () => {
    const heard = exchange(['GET /slow HTTP/1.1\r\nHost: x\r\n\r\n', 'garbage\r\n\r\n', 'more garbage']);
    setTimeout(() => answer.resolve(), 50);
    expect(await heard).toMatch(/^HTTP\/1\.1 200 OK[^]*slow[^]*HTTP\/1\.1 400 Bad Request[^]*refused 400$/);
    expect(refusals).toEqual([400]);
  });

  test('is cut off without further output once its answer has begun', async () => {
    const socket = dial();
    let heard = '';
    const begun = new Promise((resolve) => socket.once('data', resolve));
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write('POST /endless HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    await begun;
    socket.write('zz\r\n');
    await closed;
    expect(heard).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(heard).not.toContain('refused');
  });
});

test('a client that does not read its answer is cut off, and others are served meanwhile', async () => {
  const deaf = dial();
  deaf.pause();
  const closed = new Promise((resolve) => server.server.once('connection', (socket: Socket) => socket.once('close', resolve)));
  deaf.write('GET /big HTTP/1.1\r\nHost: x\r\n\r\n');
  expect(await exchange([GET.replace('Host', 'Connection: close\r\nHost')])).toContain('hello');
  await closed;
  deaf.destroy();
});

test('a client that resets the connection while it is refused does no harm', async () => {
  for (const sent of ['CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n', 'garbage\r\n\r\n']) {
    const closed = new Promise((resolve) => server.server.once('connection', (socket: Socket) => socket.once('close', resolve)));
    const gone = dial();
    gone.write(sent, () => gone.resetAndDestroy());
    await closed;
  }
  expect(await exchange([GET.replace('Host', 'Connection: close\r\nHost')])).toContain('hello');
});

test('an unknown expectation of a client is ignored', async () => {
  const heard = await exchange(['POST / HTTP/1.1\r\nHost: x\r\nExpect: miracles\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx']);
  expect(heard).toMatch(/^HTTP\/1\.1 200 OK[^]*posted/);
});
