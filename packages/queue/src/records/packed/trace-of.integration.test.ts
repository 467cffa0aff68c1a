import type { BatchId, JobId } from '@darkroom/contracts';
import { expect, test } from '@jest/globals';

import { newJob, setup } from '../../test/world.ts';
import { newDeliveries } from '../../webhooks/receivers.ts';
import { batchJobId, newBatchId } from '../job-id.ts';

const TRACE = { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', tracestate: 'vendor=opaque' };
const DAY_MS = 86_400_000;

test('the trace of a job stays with it: for its passes, through changes, a retry, packing and unpacking', async () => {
  await using world = await setup();
  const { store, clock } = world;
  const id = (await world.accept({ trace: TRACE, createdAt: clock.now() })) as JobId;
  const traced = () => store.traceOf({ jobId: id, batchId: null });
  await store.edits.change(id, { priority: 5 });
  const pass = await world.begin(id);
  expect(pass.record.spec.trace).toEqual(TRACE);
  await store.passes.advance(pass, { status: 'failed', event: 'generation.failed' });
  await world.handleEvents();
  clock.ahead += DAY_MS + 120_000;
  await store.createSweep({ retentionMs: 30 * DAY_MS }).sweepOnce();
  expect(await world.raw.exists(world.keys.packed(id))).toBe(1);
  expect(await traced()).toEqual(TRACE);
  expect(await store.jobs.retry(id, { confirmCost: false })).toMatchObject({ outcome: 'restarted' });
  expect((await world.begin(id, 2)).record.spec.trace).toEqual(TRACE);
  expect(await traced()).toEqual(TRACE);
});

test('the trace of a batch is that of its own event, and each job has its own; without one nothing is stored', async () => {
  await using world = await setup();
  const { store, clock } = world;
  const id: BatchId = newBatchId();
  const own = { traceparent: TRACE.traceparent.replace(/^00-4b/, '00-5c') };
  const jobs = [{ trace: own }, {}].map((given, index) =>
    newJob(clock.now(), { id: batchJobId(id, index), batchId: id, batchIndex: index, ...given }),
  );
  await store.batches.accept({ id, tenant: 'acme', createdAt: clock.now(), spec: { trace: TRACE }, jobs, rejected: [] });
  const [first, second] = jobs.map((job) => job.id);
  expect(await store.traceOf({ jobId: null, batchId: id })).toEqual(TRACE);
  expect(await store.traceOf({ jobId: first!, batchId: id })).toEqual(own);
  expect(await store.traceOf({ jobId: second!, batchId: id })).toBeUndefined();
  expect(await world.raw.get(world.keys.spec(second!))).toBe('{"request":{"prompt":"a fox"}}');
  for (const job of jobs) await store.jobs.cancel(job.id, 'generation');
  const page = await store.feed.ofTenant('acme', { after: undefined, limit: 10 });
  const events = page === 'not_kept' ? [] : page.events;
  const traces = events.map((event) => newDeliveries(event, [{ url: 'http://hooks.example/', endpointId: null }]).trace);
  expect(traces).toEqual([own, undefined, TRACE]);
});

test('what was removed has no trace', async () => {
  await using world = await setup();
  expect(await world.store.traceOf({ jobId: 'job_gone' as JobId, batchId: null })).toBeUndefined();
  expect(await world.store.traceOf({ jobId: null, batchId: 'batch_gone' as BatchId })).toBeUndefined();
  expect(await world.store.traceOf({ jobId: null, batchId: null })).toBeUndefined();
});
