import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { batchJobId, deadlineUnsent, newBatchId, newEndpointId, newJobId, type NewJob, type Store } from '@darkroom/queue';
import { createSecretBox } from '@darkroom/runtime';

import { everydayRequest } from './everyday-request.ts';
import type { World } from './world.ts';

export type Sizes = { waiting: number; parked: number; ended: number; endpoints: number };

export const KEY = Buffer.alloc(32, 1);
/** The tenant with the backlog, and the one with events that go to all endpoints. */
export const BACKLOG = 'backlog';
export const LOUD = 'loud';

const BATCH = 1_000;
const DAY_MS = 86_400_000;
/** The jobs ended evenly over this many days; `RETENTION_DAYS` is 30, so a quarter of them must be removed. */
const ENDED_OVER_DAYS = 40;
const LOOK_EVERY_MS = 200;

/** Submits jobs with their reminders, as the API accepts batches. */
export async function submitJobs(store: Store, count: number, type: 'generation' | 'download'): Promise<void> {
  for (let made = 0; made < count; made += BATCH) {
    const id = newBatchId();
    const createdAt = Date.now();
    const jobs = Array.from({ length: Math.min(BATCH, count - made) }, (_, index): NewJob => ({
      id: batchJobId(id, index),
      type,
      tenant: BACKLOG,
      request: type === 'generation' ? everydayRequest : { generation_request_id: randomUUID(), index: 0, size_name: '1k' },
      createdAt,
      deadlineAt: deadlineUnsent(undefined, createdAt),
      batchId: id,
    }));
    await store.batches.accept({ id, tenant: BACKLOG, createdAt, spec: {}, jobs, rejected: [] });
  }
}

/** Waits until a worker has parked all jobs of a tenant: their reminders are delayed. */
export async function untilParked({ probe }: World, count: number): Promise<void> {
  while ((await probe.zcard('{darkroom}:bull:download:delayed')) < count) await sleep(LOOK_EVERY_MS);
}

/** Writes ended jobs as their last transition leaves them. They are written directly, since ending so many takes minutes. */
export async function writeEnded({ probe }: World, count: number): Promise<void> {
  const now = Date.now();
  for (let made = 0; made < count; made += BATCH) {
    const pipeline = probe.pipeline();
    for (let n = made; n < Math.min(count, made + BATCH); n++) {
      const id = newJobId();
      const at = Math.round(now - (n / count) * ENDED_OVER_DAYS * DAY_MS);
      const fields = {
        type: 'generation',
        tenant: BACKLOG,
        status: 'succeeded',
        run: 1,
        seq: 4,
        fence: 2,
        attempts: 1,
        polls: 3,
        billing: 'charged',
      };
      pipeline.hset(`{darkroom}:job:${id}`, { ...fields, created_at: at, updated_at: at, finished_at: at, deadline_at: at + DAY_MS });
      pipeline.set(`{darkroom}:spec:${id}`, JSON.stringify({ request: everydayRequest }));
      pipeline.zadd(`{darkroom}:jobs:${BACKLOG}`, at, id);
      pipeline.zadd(`{darkroom}:status:${BACKLOG}:succeeded`, at, id);
      pipeline.zadd('{darkroom}:ended', at, id);
    }
    await pipeline.exec();
  }
}

export async function createEndpoints(store: Store, count: number, url: string): Promise<void> {
  for (let n = 0; n < count; n++) {
    const id = newEndpointId();
    const secret = createSecretBox(KEY).seal(`whsec_${createHash('sha256').update(id).digest('base64')}`, id);
    await store.endpoints.create({ id, tenant: LOUD, url, events: null, description: null, metadata: null, secret });
  }
}
