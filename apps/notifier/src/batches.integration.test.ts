import type { BatchId, Webhook } from '@darkroom/contracts';
import { expect, test } from '@jest/globals';
import { batchJobId, newBatchId, type Store } from '@darkroom/queue';
import { waitFor, webhookReceiver } from '@darkroom/testkit';

import { notifierWorld, SECRET } from './test/notifier-world.ts';

async function setup() {
  const world = await notifierWorld();
  const receiver = await webhookReceiver({ secret: SECRET });
  await world.startNotifier();
  return {
    ...world,
    receiver,
    received: () => receiver.received.map(({ body }) => body.type).toSorted(),
    async [Symbol.asyncDispose]() {
      await receiver[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

/** Stores a batch of this many generations; `webhook` belongs to the batch and, as in the api, to each job. */
async function acceptBatch(store: Store, jobs: number, webhook: Webhook | undefined): Promise<BatchId> {
  const id = newBatchId();
  const createdAt = Date.now();
  await store.batches.accept({
    id,
    tenant: 'acme',
    createdAt,
    spec: { webhook, metadata: { order: 7 } },
    rejected: [],
    jobs: Array.from({ length: jobs }, (_, index) => ({
      id: batchJobId(id, index),
      batchId: id,
      type: 'generation',
      tenant: 'acme',
      request: { prompt: 'a fox', ...(webhook && { webhook }) },
      createdAt,
      deadlineAt: createdAt + 3_600_000,
    })),
  });
  return id;
}

async function fail(store: Store, batch: BatchId, index: number): Promise<void> {
  const pass = await store.passes.begin(batchJobId(batch, index), 1);
  if (typeof pass === 'string') throw new Error(`the job could not begin: ${pass}`);
  await store.passes.advance(pass, { status: 'failed', event: 'generation.failed' });
}

test('the end of a batch is sent once, signed, beside the ends of its jobs', async () => {
  await using world = await setup();
  const id = await acceptBatch(world.store, 2, { url: world.receiver.url });
  await fail(world.store, id, 0);
  await fail(world.store, id, 1);
  const webhook = await world.receiver.waitForEvent('batch.completed');
  await waitFor(() => world.receiver.received.length === 3, { what: 'the ends of the jobs' });
  expect(world.received()).toEqual(['batch.completed', 'generation.failed', 'generation.failed']);
  expect(webhook.verified).toBe(true);
  expect(webhook.body.data).toMatchObject({
    id,
    object: 'batch',
    status: 'completed',
    ended: 2,
    counts: { failed: 2 },
    metadata: { order: 7 },
  });
});

test('a batch with a webhook only for its end gets only that', async () => {
  await using world = await setup();
  const quiet = await acceptBatch(world.store, 1, { url: world.receiver.url, events: ['batch.completed'] });
  const silent = await acceptBatch(world.store, 1, { url: world.receiver.url, events: ['generation.waiting'] });
  await acceptBatch(world.store, 0, { url: world.receiver.url });
  await fail(world.store, silent, 0);
  await fail(world.store, quiet, 0);
  await waitFor(() => world.receiver.received.length === 2, { what: 'both ends' });
  // The last event of the log has been handled, so no earlier event is still to come.
  await world.delivery(await world.emit({ url: world.receiver.url }, 'generation.held'), 'delivered');
  expect(world.received()).toEqual(['batch.completed', 'batch.completed', 'generation.held']);
});
