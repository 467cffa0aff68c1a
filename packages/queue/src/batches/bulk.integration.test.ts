import { expect, test } from '@jest/globals';

import { withPatience } from '../redis/waiting/redis-patience.ts';
import { setup } from '../test/world.ts';

const KEY = { key: 'k', fingerprint: 'f' };

test.each([
  ['by id', {}],
  ['by id, under a key', { idempotency: KEY }],
  ['by a filter', { filter: {} }],
])('a request that has used up its time for Redis gets no more: %s', async (_, { filter, ...asked }: Asked) => {
  await using world = await setup(undefined, 'request');
  await world.store.connected(10_000);
  const id = await world.accept();
  const targets = filter ? { filter } : { ids: [id as never] };
  const act = () => world.store.bulk.cancel({ tenant: 'acme', targets, dryRun: false, ...asked });
  await expect(withPatience(act, { ms: 0 })).rejects.toThrow('timed out');
  expect((await world.store.jobs.get(id))!.status).toBe('queued');
  expect((await withPatience(act)).results).toEqual([expect.objectContaining({ id, outcome: 'done' })]);
});

type Asked = { filter?: object; idempotency?: typeof KEY };
