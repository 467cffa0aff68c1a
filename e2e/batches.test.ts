import { SubmittedBatch } from '@darkroom/contracts';
import { expect, test } from '@jest/globals';
import type { Store } from '@darkroom/queue';
import { waitFor } from '@darkroom/testkit';

import { openSystemStore } from './system-store.ts';
import { startSystem, type System } from './system.ts';

/** G1 and G3 of batches: a batch is stored as a whole even if its api dies before it adds the reminders, and its end is announced once. */

const BATCHES = 2;
const GOOD = 200;

test('batches whose api is killed right after it stored them are whole, paid once, and announced once', async () => {
  await using system = await startSystem({
    simulator: { SIMULATOR_LATENCY: '1ms', SIMULATOR_INLINE_GENERATIONS: '1' },
    worker: { CONCURRENCY: '50', GETTY_MAX_PENDING: '100' },
  });
  await using store = openSystemStore(system);
  const ids: string[] = [];
  let unanswered = 0;
  // An api that answers before it is killed shows nothing: then there is one batch more.
  for (let n = 0; n < BATCHES || unanswered === 0; n++) {
    const first = submitUntilCut(system, n);
    await untilStored(store, n * GOOD + 1);
    system.processes.api.kill('SIGKILL');
    await system.processes.api.exited;
    const answered = await first;
    system.processes.api = await system.start.api();
    const batch = (await submitBatch(system.call, { n, url: system.receiver.url }))!;
    expect(batch).toMatchObject({ accepted: GOOD, rejected: 1 });
    expect(answered?.id ?? batch.id).toBe(batch.id);
    if (!answered) unanswered++;
    ids.push(batch.id);
  }

  const show = async (id: string) => (await (await system.call(`/v1/batches/${id}`)).json()) as SubmittedBatch;
  await waitFor(async () => (await Promise.all(ids.map(show))).every(({ status }) => status === 'completed'), {
    what: 'every batch to be completed',
    timeoutMs: 120_000,
  });
  for (const id of ids) expect(await show(id)).toMatchObject({ ended: GOOD, counts: { succeeded: GOOD, queued: 0 } });
  expect((await system.jobs()).length).toBe(ids.length * GOOD);
  expect((await system.ledger()).generations.length).toBe(ids.length * GOOD);

  const announced = () => system.receiver.received.filter(({ body, taken }) => body.type === 'batch.completed' && taken);
  await waitFor(() => announced().length === ids.length, { what: 'the end of every batch to be announced' });
  const announcedIds = announced().map(({ body }) => String(body.data.id));
  expect(announcedIds.toSorted()).toEqual(ids.toSorted());
});

/** Good jobs and a wrong one, always under the same key. Undefined unless it was answered 202. */
async function submitBatch(call: System['call'], { n, url }: { n: number; url: string }): Promise<SubmittedBatch | undefined> {
  const jobs = [...Array.from({ length: GOOD }, (_, index) => ({ type: 'generation', prompt: `fox ${index} of batch ${n}` })), {}];
  const webhook = { url, events: ['batch.completed'] };
  const answered = await call('/v1/batches', { body: { jobs, webhook }, key: `batch-${n}` });
  return answered.status === 202 ? SubmittedBatch.parse(await answered.json()) : undefined;
}

/** Undefined when its connection is cut; it asks again only when Redis is late. */
async function submitUntilCut(system: System, n: number): Promise<SubmittedBatch | undefined> {
  for (;;) {
    try {
      const batch = await submitBatch(system.callOnce, { n, url: system.receiver.url });
      if (batch) return batch;
    } catch {
      return undefined;
    }
  }
}

/** Asks again at once, so that the api does not get far. */
async function untilStored(store: Store, jobs: number): Promise<void> {
  const stored = async () => Object.values(await store.jobs.counts('acme')).reduce((sum, count) => sum + count, 0);
  while ((await stored()) < jobs);
}
