import { expect, test } from '@jest/globals';

import { createCommands } from '../lua/commands.ts';
import { KeyReusedError } from './idempotency.ts';
import { setup } from '../test/world.ts';

const KEY = { key: 'k', fingerprint: 'f1' };

test('a command under a key answers its own resend as the first time, and another command as a replay', async () => {
  await using world = await setup();
  const id = await world.accept();
  await world.store.jobs.cancel(id, 'generation');
  const { seq } = (await world.store.jobs.get(id))!;
  const run = createCommands(world.raw, world.keys);
  const restart = async (pass: string, fingerprint = 'f1') => {
    const idempotency = { key: 'k', fingerprint, token: pass, ms: 60_000 };
    return (await run('restart', { now: Date.now(), id, seq: String(seq), pass, idempotency, change: { status: 'queued', set: {} } })).code;
  };
  expect([await restart('p1'), await restart('p1'), await restart('p2'), await restart('p2', 'f2')]).toEqual([
    'restarted',
    'restarted',
    'replayed',
    'reused',
  ]);
  expect(await world.store.jobs.get(id)).toMatchObject({ run: 2 });
});

test('a key outlives its action by the given time', async () => {
  await using world = await setup();
  const id = await world.accept();
  await world.store.jobs.cancel(id, 'generation', { idempotency: KEY });
  expect(await world.raw.pttl(world.keys.idempotency('k'))).toBeGreaterThan(29 * 86_400_000);
  await expect(world.store.jobs.retry(id, { confirmCost: false, idempotency: { ...KEY, fingerprint: 'f2' } })).rejects.toThrow(
    KeyReusedError,
  );
});
