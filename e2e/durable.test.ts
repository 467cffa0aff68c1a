import { expect, test } from '@jest/globals';
import { ownRedis, waitFor } from '@darkroom/testkit';

import { startSystem } from './system.ts';
import { submitWave } from './storm/drive.ts';
import { killAndStart, type Victim } from './storm/kill.ts';

/** G1: what was answered 202 is on disk, and survives the kill of any process, Redis included. */

const VICTIMS: Victim[] = ['redis', 'api', 'worker', 'notifier'];
const WAVE = 40;

test('every job that was accepted while a process was killed ends, and each request is one job', async () => {
  await using redis = await ownRedis();
  await using system = await startSystem({ redisUrl: redis.url, workers: 1, worker: { GETTY_MAX_PENDING: '20' } });
  const accepted: string[] = [];
  for (const [turn, victim] of VICTIMS.entries()) {
    const before = accepted.length;
    const killed = async (): Promise<void> => {
      await waitFor(() => accepted.length >= before + WAVE / 4, { what: 'submissions to be under way' });
      await killAndStart(system, redis, { victim });
    };
    const wave = { from: turn * WAVE, to: (turn + 1) * WAVE };
    const [submitted] = await Promise.all([submitWave(system, wave, (id) => accepted.push(id)), killed()]);
    for (const { ids } of submitted) expect(ids[1]).toBe(ids[0]);
  }

  expect(new Set(accepted).size).toBe(VICTIMS.length * WAVE);
  for (const id of accepted) expect(['succeeded', 'held']).toContain((await system.ended(id, 90_000)).status);
  // A third of them asked for downloads, which are jobs of their own.
  const generations = (await system.jobs()).filter(({ type }) => type === 'generation');
  expect(generations.map(({ id }) => id).sort()).toEqual(accepted.toSorted());
});

test('with Redis gone nothing accepted is lost, callers hear 503 meanwhile, and everything goes on when it is back', async () => {
  await using redis = await ownRedis();
  await using system = await startSystem({ redisUrl: redis.url, workers: 1 });
  const before = await Promise.all(Array.from({ length: 40 }, (_, n) => system.submit({ prompt: `a fox, number ${n}` })));
  await waitFor(async () => (await system.ledger()).generations.length > 5, { what: 'some generations to be sent' });

  await redis.kill('SIGKILL');
  const refused = await system.callOnce('/v1/generations', { body: { prompt: 'too late' } });
  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({ code: 'queue_unavailable', retryable: true, billed: false });

  await redis.restart();
  await waitFor(async () => (await system.call('/readyz')).ok, { what: 'the API to be ready again' });
  const after = await system.submit({ prompt: 'back again' });
  for (const { id } of [...before, after]) expect(await system.ended(id, 90_000)).toMatchObject({ status: 'succeeded', attempts: 1 });
  expect((await system.ledger()).generations).toHaveLength(41);
  await waitFor(() => new Set(system.receiver.received.map(({ id }) => id)).size === 41, {
    what: 'every end to be announced',
  });
});
