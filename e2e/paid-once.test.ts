import { expect, test } from '@jest/globals';
import { waitFor } from '@darkroom/testkit';

import { startHouse, type House } from './house.ts';

const JOBS = 120;
const KILLS = 9;

/**
 * G2 and G3 under kill -9: every process in turn is killed and started again, while Getty drops a tenth of the paid calls after taking
 * them. Each job is submitted twice with one key.
 */
test('nothing is lost, paid twice or told under two ids while every process is killed in turn', async () => {
  await using house = await startHouse({
    workers: 3,
    simulator: {
      // oxlint-disable-next-line unicorn/no-thenable -- the simulator's word
      SIMULATOR_FAULTS: JSON.stringify([{ match: { call: 'generate' }, share: 0.1, then: { drop: 'after' } }]),
      SIMULATOR_MAX_PENDING: '20',
    },
    worker: { GETTY_MAX_PENDING: '20', CONCURRENCY: '5' },
  });

  const submitting = Promise.all(Array.from({ length: JOBS }, (_, n) => submitTwice(house, n)));
  for (let kill = 0; kill < KILLS; kill++) await killNext(house, kill);
  const ids = await submitting;
  expect(new Set(ids).size).toBe(JOBS);

  const jobs = await Promise.all(ids.map((id) => house.ended(id, 120_000)));
  const { generations } = await house.ledger();
  const paid = Map.groupBy(generations, ({ prompt }) => prompt);
  expect([...paid.values()].filter((effects) => effects.length > 1)).toEqual([]);
  // Held is only what was killed between its intent and its call: nobody can tell that from a call that was lost.
  const held = jobs.filter(({ status }) => status === 'held');
  expect(held.filter(({ request }) => paid.has(String(request['prompt'])))).toEqual([]);
  expect(held.length).toBeLessThanOrEqual(KILLS);
  expect(jobs.filter(({ status }) => status !== 'succeeded' && status !== 'held')).toEqual([]);
  expect(paid.size).toBe(JOBS - held.length);

  const told = () => Map.groupBy(house.receiver.received, ({ body }) => body.data.id as string);
  await waitFor(() => told().size === JOBS, { what: 'a webhook for each job', timeoutMs: 60_000 });
  for (const [id, webhooks] of told()) {
    expect({ id, events: new Set(webhooks.map((webhook) => webhook.id)).size }).toEqual({ id, events: 1 });
    expect(webhooks.every(({ verified }) => verified)).toBe(true);
  }
}, 240_000);

/** The same request twice with one key, each again until the API answers: it too is killed in between. */
async function submitTwice(house: House, n: number): Promise<string> {
  const once = () =>
    waitFor(async () => house.submit({ prompt: `a fox, number ${n}` }, `key-${n}`).catch(() => undefined), {
      what: `job ${n} to be accepted`,
      timeoutMs: 60_000,
    });
  const [first, second] = await Promise.all([once(), once()]);
  expect(second.id).toBe(first.id);
  return first.id;
}

async function killNext(house: House, kill: number): Promise<void> {
  const { processes } = house;
  const victim = (['worker', 'worker', 'worker', 'notifier', 'api'] as const)[kill % 5]!;
  // Killed in the middle of work: after it has logged something since the last kill.
  const old = victim === 'worker' ? processes.workers[kill % processes.workers.length]! : processes[victim];
  const before = old.lines.length;
  await waitFor(() => old.lines.length > before, { what: `${victim} to do something`, timeoutMs: 2_000 }).catch(() => undefined);
  old.kill('SIGKILL');
  await old.exited;
  const fresh = await house.start[victim]();
  if (victim === 'worker') processes.workers[kill % processes.workers.length] = fresh;
  else processes[victim] = fresh;
}
