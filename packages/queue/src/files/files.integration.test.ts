import { expect, test } from '@jest/globals';

import { KeyReusedError } from '../idempotency/idempotency.ts';
import { CursorError } from '../reading/page.ts';
import { setup } from '../test/world.ts';
import type { FileRecord } from './files.ts';

type World = Awaited<ReturnType<typeof setup>>;

const HOUR_MS = 3_600_000;
const KEY = { key: 'k', fingerprint: 'f1' };

const file = (world: World, id: string, tenant = 'acme'): FileRecord => ({
  id,
  tenant,
  url: `https://img.test/${id}.jpg`,
  category: 'ImageReference',
  rightsClaimed: true,
  createdAt: world.clock.now(),
});

test('a file is its tenant’s alone', async () => {
  await using world = await setup();
  const mine = file(world, 'F.1~a-B');
  expect(await world.store.files.create(mine)).toEqual({ file: mine, replayed: false });
  expect(await world.store.files.get('acme', mine.id)).toEqual(mine);
  expect(await world.store.files.get(null, mine.id)).toEqual(mine);
  expect(await world.store.files.get('beta', mine.id)).toBeNull();
  expect(await world.store.files.create({ ...mine, tenant: 'beta' })).toBe('taken');
  await world.store.files.remove('beta', mine.id);
  expect(await world.store.files.get('acme', mine.id)).toEqual(mine);
  await world.store.files.remove('acme', mine.id);
  await world.store.files.remove('acme', mine.id);
  expect(await world.store.files.get(null, mine.id)).toBeNull();
  expect((await world.store.files.list({ tenant: 'acme', limit: 10 })).records).toEqual([]);
});

test('a key stands for the file that was registered first under it', async () => {
  await using world = await setup();
  expect(await world.store.files.findByKey('acme', KEY)).toBeUndefined();
  const first = file(world, 'f-1');
  await world.store.files.create(first, KEY);
  expect(await world.store.files.create(first, KEY)).toEqual({ file: first, replayed: false });
  expect(await world.store.files.create(file(world, 'f-2'), KEY)).toEqual({ file: first, replayed: true });
  expect(await world.store.files.get('acme', 'f-2')).toBeNull();
  expect(await world.store.files.findByKey('acme', KEY)).toEqual(first);
  await expect(world.store.files.create(file(world, 'f-3'), { ...KEY, fingerprint: 'f2' })).rejects.toThrow(KeyReusedError);
  await expect(world.store.files.findByKey('acme', { ...KEY, fingerprint: 'f2' })).rejects.toThrow(KeyReusedError);
  await world.store.files.remove('acme', 'f-1');
  expect(await world.store.files.create(file(world, 'f-4'), KEY)).toBe('deleted');
  expect(await world.store.files.findByKey('acme', KEY)).toBe('deleted');
});

test('pages go through ids of any form, of one tenant or of all', async () => {
  await using world = await setup();
  const ids = ['F.1', 'z~2', '0a1b2c3d-4e5f-6789-abcd-ef0123456789', 'x'.repeat(128)];
  for (const [at, id] of ids.entries()) {
    world.clock.ahead += 1_000;
    await world.store.files.create(file(world, id, at === 1 ? 'beta' : 'acme'));
  }
  const walk = async (tenant: string | null) => {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await world.store.files.list({ tenant, limit: 1, cursor });
      found.push(...page.records.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return found;
  };
  expect(await walk(null)).toEqual(ids.toReversed());
  expect(await walk('beta')).toEqual(['z~2']);
  await expect(world.store.files.list({ tenant: 'acme', limit: 1, cursor: 'nonsense' })).rejects.toThrow(CursorError);
});

test('a tenant may have ten thousand', async () => {
  await using world = await setup();
  const others = Array.from({ length: 9_999 }, (_, at) => [String(at), `f-${at}`]).flat();
  await world.raw.zadd(world.keys.files('acme'), ...others);
  expect(await world.store.files.isFull('acme')).toBe(false);
  expect(await world.store.files.create(file(world, 'last'))).toMatchObject({ replayed: false });
  expect(await world.store.files.isFull('acme')).toBe(true);
  expect(await world.store.files.create(file(world, 'more'))).toBe('full');
  expect(await world.store.files.create(file(world, 'last'))).toMatchObject({ replayed: false });
});

test('an upload is there until Getty deletes it', async () => {
  await using world = await setup();
  const expiresAt = world.clock.now() + 24 * HOUR_MS;
  const upload = { id: 'upl_1', tenant: 'acme', url: 'https://img.test/1', bytes: 7, sha256: 'ab', expiresAt };
  await world.store.uploads.add(upload);
  expect(await world.store.uploads.get('upl_1')).toEqual(upload);
  expect(await world.store.uploads.get('upl_2')).toBeNull();
  expect(await world.raw.pttl(world.keys.upload('upl_1'))).toBeLessThanOrEqual(24 * HOUR_MS + 60_000);
  world.clock.ahead += 24 * HOUR_MS;
  expect(await world.store.uploads.get('upl_1')).toBeNull();
});
