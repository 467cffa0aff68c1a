import { hash } from 'node:crypto';
import { connect } from 'node:net';

import { MOST_UPLOAD_BYTES, Upload } from '@darkroom/contracts';
import { describe, expect, test } from '@jest/globals';
import { ownRedis, waitFor } from '@darkroom/testkit';

import { reply, startFakeGetty } from '../test/fake-getty.ts';
import { jpegOf } from '../test/jpeg.ts';
import { KEYS, problemOf, setup, type Answered, type Asked, type World } from '../test/world.ts';

const PUT = 'PUT /v3/search/by-image/uploads/:id';
const JPEG = jpegOf(2_000);

async function setupWithFake(options: Parameters<typeof setup>[0] = {}) {
  await using owned = new AsyncDisposableStack();
  const getty = owned.use(await startFakeGetty());
  const world = owned.use(await setup({ ...options, settings: { ...getty.settings, ...options.settings } }));
  const disposables = owned.move();
  return { world, getty, [Symbol.asyncDispose]: () => disposables.disposeAsync() };
}

const put = (world: World, picture: Buffer | ReadableStream, asked: Asked = {}) =>
  world.call('/v1/uploads', {
    ...asked,
    method: 'POST',
    raw: picture as NonNullable<Asked['raw']>,
    headers: { 'content-type': 'image/jpeg', ...asked.headers },
  });
const uploadOf = (answered: Answered): Upload => {
  if (answered.status !== 201) throw new Error(`${answered.status}: ${answered.text}`);
  return Upload.parse(answered.json);
};
const errorOf = (answered: Answered) => problemOf(answered, 'invalid_request').errors?.[0];

describe('an upload', () => {
  test('is put up at Getty byte for byte under a random name, and kept for a day', async () => {
    await using made = await setupWithFake();
    const { world, getty } = made;
    const before = Date.now();
    const upload = uploadOf(await put(world, JPEG));
    const [sent] = getty.asked('PUT', 'uploads');
    expect(sent!.body.equals(JPEG)).toBe(true);
    expect(upload).toMatchObject({
      object: 'upload',
      url: getty.url + sent!.path,
      bytes: JPEG.length,
      sha256: hash('sha256', JPEG, 'hex'),
    });
    expect(Date.parse(upload.expires_at)).toBeGreaterThanOrEqual(before + 86_400_000);
    expect(Date.parse(upload.expires_at)).toBeLessThanOrEqual(Date.now() + 86_400_000);
    expect(await world.store.uploads.get(upload.id)).toMatchObject({ tenant: 'acme', url: upload.url });
    const other = uploadOf(await put(world, JPEG));
    expect([other.id === upload.id, other.url === upload.url]).toEqual([false, false]);
  });

  test('may have 10 MB, also in chunks without a length', async () => {
    await using made = await setupWithFake();
    const largest = jpegOf(MOST_UPLOAD_BYTES);
    expect(uploadOf(await put(made.world, largest)).bytes).toBe(MOST_UPLOAD_BYTES);
    const chunked = new Blob([largest]).stream();
    expect(uploadOf(await put(made.world, chunked)).sha256).toBe(hash('sha256', largest, 'hex'));
  });

  test('under a key is one for one picture', async () => {
    await using made = await setupWithFake();
    const headers = { 'idempotency-key': 'mask' };
    const first = uploadOf(await put(made.world, JPEG, { headers }));
    const again = await put(made.world, new Blob([JPEG]).stream(), { headers });
    expect([uploadOf(again), again.headers.get('idempotent-replayed')]).toEqual([first, 'true']);
    problemOf(await put(made.world, jpegOf(2_001), { headers }), 'idempotency_key_reused');
    expect(uploadOf(await put(made.world, JPEG, { headers, tenant: 'beta' })).id).not.toBe(first.id);
    expect(made.getty.asked('PUT', 'uploads')).toHaveLength(2);
  });
});

describe('is refused, and Getty gets nothing of it', () => {
  test.each([
    ['application/json', {}],
    ['image/png', {}],
    ['image/jpg', {}],
    ['image/jpeg', { 'content-encoding': 'gzip' }],
    ['', {}],
  ])('what comes as %j', async (type, more) => {
    await using made = await setupWithFake();
    problemOf(await put(made.world, JPEG, { headers: { 'content-type': type, ...more } }), 'unsupported_media_type');
    expect(made.getty.asked('PUT', '')).toEqual([]);
  });

  test.each([
    ['nothing', Buffer.alloc(0), 'it is not complete'],
    ['a PNG', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'it does not begin as a JPEG'],
    ['a picture that was cut off', JPEG.subarray(0, -2), 'it is not complete'],
    ['a picture with an archive behind it', Buffer.concat([JPEG, Buffer.from('PK\u0003\u0004')]), 'something is behind its end'],
    ['a long text', Buffer.alloc(9_000_000, 'x'), 'it does not begin as a JPEG'],
  ])('%s', async (_name, picture, wrong) => {
    await using made = await setupWithFake();
    expect(errorOf(await put(made.world, picture))).toEqual({ pointer: '', detail: `must be one whole JPEG, and ${wrong}` });
    expect(made.getty.asked('PUT', '')).toEqual([]);
  });

  test('10 MB and one byte, with a length and in chunks', async () => {
    await using made = await setupWithFake();
    const larger = jpegOf(MOST_UPLOAD_BYTES + 1);
    problemOf(await put(made.world, larger), 'body_too_large');
    problemOf(await put(made.world, new Blob([larger]).stream()), 'body_too_large');
    expect(made.getty.asked('PUT', '')).toEqual([]);
  });

  test('too large a picture by its head alone, before any of it has come', async () => {
    await using made = await setupWithFake();
    const head = `POST /v1/uploads HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${KEYS.acme}\r\nContent-Type: image/jpeg\r\nContent-Length: 10485761\r\n\r\n`;
    expect(await converse(made.world, (socket) => socket.write(head))).toContain(' 413 ');
  });

  test('a sender that is slower than a request may be', async () => {
    await using made = await setupWithFake({ limits: { headersTimeoutMs: 200, requestTimeoutMs: 200 } });
    const head = `POST /v1/uploads HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${KEYS.acme}\r\nContent-Type: image/jpeg\r\nContent-Length: ${JPEG.length}\r\n\r\n`;
    expect(await converse(made.world, (socket) => socket.write(Buffer.concat([Buffer.from(head), JPEG.subarray(0, 100)])))).toContain(
      ' 408 ',
    );
    expect(made.getty.asked('PUT', '')).toEqual([]);
    expect(uploadOf(await put(made.world, JPEG)).bytes).toBe(JPEG.length);
  });
});

/** All that the API answers on one connection until it ends. */
function converse({ api: { port } }: World, send: (socket: ReturnType<typeof connect>) => void): Promise<string> {
  return new Promise((resolve) => {
    let answered = '';
    const socket = connect(port, '127.0.0.1', () => send(socket));
    socket.on('data', (chunk) => (answered += chunk.toString()));
    socket.on('error', () => undefined); // the connection is reset, which is an end too
    socket.once('close', () => resolve(answered));
  });
}

test('a hundred at once all arrive, of which Getty gets few at a time, and none stays on disk', async () => {
  await using made = await setupWithFake();
  const { world, getty } = made;
  const pictures = Array.from({ length: 100 }, (_, at) => jpegOf(200_000 + at));
  const uploads = await Promise.all(
    pictures.map(async (picture, at) => uploadOf(await put(world, picture, { tenant: at % 3 === 0 ? 'beta' : 'acme' }))),
  );
  expect(new Set(uploads.map(({ id }) => id)).size).toBe(100);
  expect(uploads.map(({ bytes }) => bytes)).toEqual(pictures.map(({ length }) => length));
  expect(getty.mostSending()).toBeLessThanOrEqual(16);
});

test('senders that stop and wait leave room for other tenants', async () => {
  await using made = await setupWithFake();
  const { world } = made;
  const head = `POST /v1/uploads HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${KEYS.beta}\r\nContent-Type: image/jpeg\r\nContent-Length: 9000\r\n\r\n`;
  const sockets = await Promise.all(
    Array.from({ length: 70 }, async () => {
      const socket = connect(world.api.port, '127.0.0.1');
      socket.on('error', () => undefined); // the API may end it first
      await new Promise<void>((resolve) => socket.write(head, () => resolve()));
      return socket;
    }),
  );
  try {
    expect(uploadOf(await put(world, JPEG)).bytes).toBe(JPEG.length);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
  expect(uploadOf(await put(world, JPEG, { tenant: 'beta' })).bytes).toBe(JPEG.length);
});

describe('while Getty fails', () => {
  test('nothing is stored, and the same request puts the picture up', async () => {
    await using made = await setupWithFake();
    const { world, getty } = made;
    const headers = { 'idempotency-key': 'mask' };
    getty.next(PUT, getty.thenLoses, reply(503, {}), reply(429, {}));
    for (const _ of [1, 2, 3]) {
      const refused = await put(world, JPEG, { headers });
      expect([problemOf(refused, 'getty_unavailable').retryable, refused.headers.has('retry-after')]).toEqual([true, true]);
    }
    expect(uploadOf(await put(world, JPEG, { headers })).bytes).toBe(JPEG.length);
    expect(new Set(getty.asked('PUT', 'uploads').map(({ path }) => path)).size).toBe(4);
  });

  test('a token that has ended is replaced, and the whole picture is sent again', async () => {
    await using made = await setupWithFake();
    made.getty.next(PUT, reply(401, {}));
    uploadOf(await put(made.world, JPEG));
    expect(made.getty.asked('PUT', 'uploads').map(({ body }) => body.equals(JPEG))).toEqual([true, true]);
  });

  test('what it refuses is reported', async () => {
    await using made = await setupWithFake();
    made.getty.next(PUT, reply(400, { ErrorCode: 'InvalidImage' }));
    expect(problemOf(await put(made.world, JPEG), 'getty_refused').detail).toContain('InvalidImage');
  });

  test('without credentials for it', async () => {
    await using world = await setup();
    expect(problemOf(await put(world, JPEG), 'getty_unavailable').detail).toContain('GETTY_API_KEY');
  });
});

test('while Redis is away an upload is refused', async () => {
  await using redis = await ownRedis();
  await using made = await setupWithFake({ redis: { url: redis.url, prefix: 'away' } });
  await waitFor(() => put(made.world, JPEG).then(uploadOf), { what: 'the first upload' });
  await redis.kill();
  problemOf(await put(made.world, JPEG), 'queue_unavailable');
  expect(made.getty.asked('PUT', 'uploads')).toHaveLength(1);
  await redis.restart();
  await waitFor(() => put(made.world, JPEG).then(uploadOf), { what: 'an upload after that' });
});
