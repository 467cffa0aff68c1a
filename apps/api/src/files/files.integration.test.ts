import { RegisteredFile } from '@darkroom/contracts';
import { describe, expect, test } from '@jest/globals';
import { ownRedis, waitFor } from '@darkroom/testkit';

import { reply, startFakeGetty } from '../test/fake-getty.ts';
import { pointersOf, problemOf, setup, type Answered, type World } from '../test/world.ts';

const BODY = { url: 'https://cdn.example.com/bottle.jpg', rights_claimed: true, category: 'CustomerProduct' };
const REGISTER = 'POST /v3/ai/file-registrations';
const ONE = (method: string) => `${method} /v3/ai/file-registrations/:id`;

async function setupWithFake(settings: Record<string, string> = {}, redis?: { url: string; prefix: string }) {
  await using owned = new AsyncDisposableStack();
  const getty = owned.use(await startFakeGetty());
  const world = owned.use(await setup({ settings: { ...getty.settings, ...settings }, ...(redis && { redis }) }));
  const disposables = owned.move();
  return { world, getty, [Symbol.asyncDispose]: () => disposables.disposeAsync() };
}

const fileOf = (answered: Answered): RegisteredFile => {
  if (answered.status >= 300) throw new Error(`${answered.status}: ${answered.text}`);
  return RegisteredFile.parse(answered.json);
};
const register = (world: World, asked: object = {}, body: object = BODY) => world.call('/v1/files', { body, ...asked });
const idsOf = async (world: World, asked: object = {}) =>
  ((await world.call('/v1/files', asked)).json as { data: RegisteredFile[] }).data.map(({ id }) => id);

describe('a registered file', () => {
  test('is Getty’s, and is kept here as the tenant’s', async () => {
    await using made = await setupWithFake();
    const { world, getty } = made;
    const answered = await register(world);
    const file = fileOf(answered);
    expect([answered.status, answered.headers.get('location')]).toEqual([201, `/v1/files/${file.id}`]);
    expect(file).toMatchObject({ id: 'File-1', object: 'file', ...BODY, preview_urls: [] });
    expect(getty.files.get(file.id)).toEqual(BODY);
    const shown = fileOf(await world.call(`/v1/files/${file.id}`));
    expect(shown).toEqual({
      ...file,
      preview_urls: [{ preview_size: '612', image_url: 'https://img.test/File-1', width: 612, height: 400 }],
    });
    await world.call(`/v1/files/${file.id}`);
    expect(getty.asked('GET', file.id)).toHaveLength(1);
    expect(await idsOf(world)).toEqual([file.id]);
  });

  test('of another tenant is not there, for any call, and Getty is not asked', async () => {
    await using made = await setupWithFake();
    const { world, getty } = made;
    const { id } = fileOf(await register(world));
    const foreign = { tenant: 'beta' } as const;
    problemOf(await world.call(`/v1/files/${id}`, foreign), 'not_found');
    problemOf(await world.call(`/v1/files/${id}`, { ...foreign, method: 'DELETE' }), 'not_found');
    expect(await idsOf(world, foreign)).toEqual([]);
    expect(getty.files.size).toBe(1);
    expect(getty.asked('GET', id)).toEqual([]);
  });

  test('with an id that Getty gave to another tenant before is refused, and the other one keeps it', async () => {
    await using made = await setupWithFake();
    const { world, getty } = made;
    const { id } = fileOf(await register(world));
    getty.next(REGISTER, reply(200, { id }));
    problemOf(await register(world, { tenant: 'beta' }), 'getty_refused');
    expect(getty.asked('DELETE', '')).toEqual([]);
    expect(await idsOf(world)).toEqual([id]);
  });

  test('is deleted at Getty and here; a second time it is not found', async () => {
    await using made = await setupWithFake();
    const { world, getty } = made;
    const { id } = fileOf(await register(world));
    expect((await world.call(`/v1/files/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect(getty.files.size).toBe(0);
    problemOf(await world.call(`/v1/files/${id}`, { method: 'DELETE' }), 'not_found');
    expect(await idsOf(world)).toEqual([]);
  });

  test('that Getty no longer has is gone, and can be deleted', async () => {
    await using made = await setupWithFake();
    const { world, getty } = made;
    const { id } = fileOf(await register(world));
    getty.files.clear();
    problemOf(await world.call(`/v1/files/${id}`), 'gone');
    expect(await idsOf(world)).toEqual([id]);
    expect((await world.call(`/v1/files/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect(await idsOf(world)).toEqual([]);
  });
});

describe('while Getty fails', () => {
  test('a lost answer to a registration stores nothing, and the same request registers it', async () => {
    await using made = await setupWithFake();
    const { world, getty } = made;
    const headers = { 'idempotency-key': 'bottle' };
    getty.next(REGISTER, getty.thenLoses, reply(500, {}));
    for (const _ of [1, 2]) {
      const refused = await register(world, { headers });
      expect([problemOf(refused, 'getty_unavailable').retryable, refused.headers.has('retry-after')]).toEqual([true, true]);
      expect(await idsOf(world)).toEqual([]);
    }
    const file = fileOf(await register(world, { headers }));
    const again = await register(world, { headers });
    expect([fileOf(again), again.headers.get('idempotent-replayed')]).toEqual([file, 'true']);
    expect(getty.asked('POST', 'file-registrations')).toHaveLength(3);
  });

  test('a lost answer to a deletion leaves the file, and the same request deletes it', async () => {
    await using made = await setupWithFake();
    const { world, getty } = made;
    const { id } = fileOf(await register(world));
    getty.next(ONE('DELETE'), getty.thenLoses, reply(503, {}));
    for (const _ of [1, 2]) {
      problemOf(await world.call(`/v1/files/${id}`, { method: 'DELETE' }), 'getty_unavailable');
      expect(await idsOf(world)).toEqual([id]);
    }
    expect((await world.call(`/v1/files/${id}`, { method: 'DELETE' })).status).toBe(204);
  });

  test.each([
    [reply(400, { ErrorCode: 'UrlNotReachable', ErrorMessage: 'of-ours' }), 'getty_refused'],
    [reply(403, { ErrorCode: 'RightsNotClaimed' }), 'getty_refused'],
    [reply(429, {}), 'getty_unavailable'],
    [reply(200, { id: null }), 'getty_unavailable'],
  ] as const)('what it answers is reported (%#)', async (answer, code) => {
    await using made = await setupWithFake();
    made.getty.next(REGISTER, answer);
    const { detail } = problemOf(await register(made.world), code);
    expect(detail).not.toContain('of-ours');
    expect(await idsOf(made.world)).toEqual([]);
  });

  test('without credentials for it, only what is kept here is shown', async () => {
    await using world = await setup();
    problemOf(await register(world), 'getty_unavailable');
    expect(await idsOf(world)).toEqual([]);
  });
});

describe('an Idempotency-Key', () => {
  test('of two requests at once makes one file, and Getty keeps no second one', async () => {
    await using made = await setupWithFake();
    const { world, getty } = made;
    const headers = { 'idempotency-key': 'bottle' };
    const answers = await Promise.all([1, 2, 3, 4].map(() => register(world, { headers })));
    const ids = new Set(answers.map((answered) => fileOf(answered).id));
    expect(ids.size).toBe(1);
    expect(await idsOf(world)).toEqual([...ids]);
    expect([...getty.files.keys()]).toEqual([...ids]);
  });

  test('is of one body and one tenant, and a deleted file is not made again under it', async () => {
    await using made = await setupWithFake();
    const { world } = made;
    const headers = { 'idempotency-key': 'bottle' };
    const { id } = fileOf(await register(world, { headers }));
    problemOf(await register(world, { headers }, { ...BODY, category: 'ImageReference' }), 'idempotency_key_reused');
    expect(fileOf(await register(world, { headers, tenant: 'beta' })).id).not.toBe(id);
    await world.call(`/v1/files/${id}`, { method: 'DELETE' });
    problemOf(await register(world, { headers }), 'not_found');
  });
});

describe('a registration is refused', () => {
  test.each([
    [{}, ['/category', '/rights_claimed', '/url']],
    [{ ...BODY, rights_claimed: false }, ['/rights_claimed']],
    [{ ...BODY, rights_claimed: 'true' }, ['/rights_claimed']],
    [{ ...BODY, category: 'Other' }, ['/category']],
    [{ ...BODY, name: 'x' }, ['/name']],
    [{ ...BODY, url: 'ftp://example.com/a.jpg' }, ['/url']],
    [{ ...BODY, url: 'file:///etc/passwd' }, ['/url']],
    [{ ...BODY, url: 'javascript:alert(1)' }, ['/url']],
    [{ ...BODY, url: 'https://user:pw@example.com/a.jpg' }, ['/url']],
    [{ ...BODY, url: 'http://127.0.0.1/a.jpg' }, ['/url']],
    [{ ...BODY, url: 'http://localhost/a.jpg' }, ['/url']],
    [{ ...BODY, url: 'http://[::1]/a.jpg' }, ['/url']],
    [{ ...BODY, url: 'http://0x7f.1/a.jpg' }, ['/url']],
    [{ ...BODY, url: 'http://169.254.169.254/latest/meta-data' }, ['/url']],
    [{ ...BODY, url: 'http://10.0.0.7/a.jpg' }, ['/url']],
    [{ ...BODY, url: `https://example.com/${'x'.repeat(2_048)}` }, ['/url']],
    [{ ...BODY, url: 'https://example.com/\nx' }, ['/url']],
  ])('%j', async (body, pointers) => {
    await using made = await setupWithFake();
    expect(pointersOf(await register(made.world, {}, body))).toEqual(pointers);
    expect(made.getty.asked('POST', 'file-registrations')).toEqual([]);
  });

  test('but an upload at Getty is taken, wherever Getty is', async () => {
    await using made = await setupWithFake();
    const url = `${made.getty.url}/v3/search/by-image/uploads/a.jpg`;
    expect(fileOf(await register(made.world, {}, { ...BODY, url })).url).toBe(url);
    expect(pointersOf(await register(made.world, {}, { ...BODY, url: `${made.getty.url}/other` }))).toEqual(['/url']);
  });
});

test('while Redis is away nothing is registered', async () => {
  await using redis = await ownRedis();
  await using made = await setupWithFake({}, { url: redis.url, prefix: 'away' });
  const { world, getty } = made;
  await waitFor(() => register(world).then(fileOf), { what: 'the first file' });
  await redis.kill();
  problemOf(await register(world), 'queue_unavailable');
  problemOf(await world.call('/v1/files'), 'queue_unavailable');
  expect(getty.files.size).toBe(1);
  await redis.restart();
  await waitFor(() => register(world).then(fileOf), { what: 'a file after that' });
});

test('pages of a list, of a tenant and of all', async () => {
  await using made = await setupWithFake({ DARKROOM_ADMIN_KEY: 'operator-key-e0c1d2' });
  const { world } = made;
  const ids: string[] = [];
  for (const tenant of ['acme', 'acme', 'beta'] as const) ids.unshift(fileOf(await register(world, { tenant })).id);
  const page = await world.call('/v1/files?limit=1');
  const { next_cursor: cursor } = page.json as { next_cursor: string };
  expect(await idsOf(world)).toEqual(ids.slice(1));
  expect(((await world.call(`/v1/files?limit=5&cursor=${cursor}`)).json as { data: RegisteredFile[] }).data.map(({ id }) => id)).toEqual([
    ids[2],
  ]);
  expect(await idsOf(world, { key: 'operator-key-e0c1d2' })).toEqual(ids);
  expect(pointersOf(await world.call('/v1/files?cursor=x'))).toEqual(['/cursor']);
});
