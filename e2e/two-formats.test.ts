import { randomUUID } from 'node:crypto';

import type { Delivery, Job, JobId } from '@darkroom/contracts';
import { expect, test } from '@jest/globals';
import { waitFor } from '@darkroom/testkit';
import { Redis } from 'ioredis';

import { preload } from './jumping-clock.ts';
import { startSystem, type System } from './system.ts';

/**
 * A deploy and the way back. A version that writes the new format is this one with `STORAGE_FORMAT=2`, the one before it this one with 1: processes of
 * both run on one Redis under load, then only new ones, which pack what has ended, then only old ones again.
 */

const A_DAY_LATER = preload(`const { now } = Date; Date.now = () => now() + 25 * 3_600_000;`);
const EACH = 10;

test('processes of two formats work side by side, and one can go back', async () => {
  await using system = await startSystem({ all: { STORAGE_FORMAT: '1' }, workers: 2 });
  const keys = new Map<string, string>();
  const submitSome = async (): Promise<void> => {
    for (let n = 0; n < EACH; n++) {
      const key = randomUUID();
      keys.set((await system.submit({ prompt: `a fox, number ${keys.size}`, metadata: { n: keys.size } }, key)).id, key);
    }
  };
  const allEnd = async (): Promise<void> => {
    for (const id of keys.keys()) {
      const { status, attempts } = await system.ended(id, 90_000);
      expect({ status, attempts }).toEqual({ status: 'succeeded', attempts: 1 });
    }
    await waitFor(() => announcedBy(system) === keys.size, { what: 'every end to be announced' });
  };

  await submitSome();
  // The new ones join, one kind after the other, while jobs go on.
  const busy = [submitSome(), replaceAll(system, '2', { half: true })];
  await Promise.all(busy);
  await submitSome();
  await replaceAll(system, '2');
  await submitSome();
  await allEnd();

  const janitor = await system.start.worker({ STORAGE_FORMAT: '2', NODE_OPTIONS: A_DAY_LATER });
  const raw = new Redis(system.redis.url);
  const packed = async () => (await raw.keys(`{${system.redis.prefix}}:packed:*`)).length;
  await waitFor(async () => (await packed()) === keys.size, { what: 'all to be packed' });
  // Each format is noted with the version that wrote it first: that is all a later version needs to know what it meets.
  const noted = await raw.hgetall(`{${system.redis.prefix}}:installation`);
  expect(Object.keys(noted).toSorted()).toEqual(['format_1', 'format_2', 'version']);
  raw.disconnect();
  await janitor.stop();

  await replaceAll(system, '1');
  const before = [...keys.keys()] as [JobId, ...JobId[]];
  expect((await system.jobs()).map(({ id }) => id).toSorted()).toEqual(before.toSorted());
  expect(await system.job(before[0])).toMatchObject({
    status: 'succeeded',
    metadata: { n: 0 },
    result: { images: [{ url: null }, {}, {}, {}] },
  });
  const replayed = await system.call('/v1/generations', {
    body: { webhook: { url: system.receiver.url }, prompt: 'a fox, number 0', metadata: { n: 0 } },
    key: keys.get(before[0])!,
  });
  expect([replayed.headers.get('idempotent-replayed'), ((await replayed.json()) as Job).id]).toEqual(['true', before[0]]);
  const [delivery] = ((await (await system.call(`/v1/deliveries?job_id=${before[1]}`)).json()) as { data: Delivery[] }).data;
  const received = () => system.receiver.received.filter(({ body }) => body.data.id === before[1]).length;
  const once = received();
  expect((await system.call(`/v1/deliveries/${delivery!.id}/redeliver`, { method: 'POST' })).ok).toBe(true);
  await waitFor(() => received() > once, {
    what: 'the webhook sent again',
  });
  await submitSome();
  await allEnd();
  expect((await system.ledger()).generations).toHaveLength(keys.size);
});

/** Of how many jobs the end was announced. */
function announcedBy({ receiver }: System): number {
  return new Set(receiver.received.filter(({ taken }) => taken).map(({ body }) => body.data.id)).size;
}

/** As a deploy does: each new one first, then SIGTERM to the old. `half`: a worker of the other format stays beside. */
async function replaceAll(system: System, format: '1' | '2', { half = false } = {}): Promise<void> {
  const { processes, start } = system;
  const settings = { STORAGE_FORMAT: format };
  const replaced = half ? processes.workers.slice(1) : [...processes.workers];
  for (const old of replaced) {
    processes.workers[processes.workers.indexOf(old)] = await start.worker(settings);
    await old.stop();
  }
  const { api, notifier } = processes;
  processes.api = await start.api(settings);
  processes.notifier = await start.notifier(settings);
  await api.stop();
  if (!half) await notifier.stop();
}
