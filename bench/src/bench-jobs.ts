import { createHash, randomUUID } from 'node:crypto';

import { deadlineUnsent, newJobId, type NewJob, type Store } from '@darkroom/queue';

import { everydayRequest } from './everyday-request.ts';

/** How long Getty may take after accepting: the deadline that the worker writes. */
const ACCEPTED_MS = 30 * 60_000;
/** How late a snoozed job may be before the sweep checks it. */
const OVERDUE_MS = 30_000;

/** Accepts a job as the API does, under its own idempotency key. */
export async function acceptJob(store: Store, more: Partial<NewJob> = {}): Promise<NewJob> {
  const now = Date.now();
  const job: NewJob = {
    id: newJobId(),
    type: 'generation',
    tenant: 'bench',
    request: everydayRequest,
    createdAt: now,
    deadlineAt: deadlineUnsent(undefined, now),
    idempotency: { key: sha256(randomUUID()), fingerprint: sha256('body') },
    ...more,
  };
  await store.jobs.accept(job);
  return job;
}

/**
 * Brings a job to the state after Getty's 202 with the worker's own commands but without a worker, which is many times faster. With `runAt`
 * its reminder is delayed from the start.
 */
export async function acceptUntilWaiting(store: Store, at: { gettyId: string; waitMs: number }): Promise<void> {
  const now = Date.now();
  const { id } = await acceptJob(store, { runAt: now + at.waitMs });
  const pass = await store.passes.begin(id, 1);
  if (typeof pass === 'string') throw new Error(`${id} could not begin: ${pass}`);
  const slot = await store.passes.takeSlot(pass, { resource: 'pending', dueAt: now + at.waitMs });
  if (slot.code !== 'granted') throw new Error(`${id} got no slot: ${slot.code}`);
  const { intent } = await store.passes.intend(pass, 'generate');
  await store.passes.settle(pass, intent, {
    status: 'waiting',
    event: 'generation.waiting',
    set: { getty_id: at.gettyId, last_status: 202, accepted_at: now, deadline_at: now + ACCEPTED_MS },
    billing: { state: 'charged', because: 'getty_accepted' },
    dueAt: now + at.waitMs + OVERDUE_MS,
    timeline: {
      at: new Date(now).toISOString(),
      event: 'accepted_by_getty',
      generation_request_id: at.gettyId,
      because: 'getty_accepted',
    },
  });
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** Ends a job, with its event, without Getty and without a worker. */
export async function endJob(store: Store, more: Partial<NewJob> = {}): Promise<void> {
  const { id } = await acceptJob(store, { request: { ...everydayRequest, webhook: undefined }, ...more });
  const pass = await store.passes.begin(id, 1);
  if (typeof pass === 'string') throw new Error(`${id} could not begin: ${pass}`);
  const timeline = { at: new Date().toISOString(), event: 'succeeded' as const };
  await store.passes.advance(pass, { status: 'succeeded', event: 'generation.succeeded', timeline });
}
