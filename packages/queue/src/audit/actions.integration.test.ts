import type { AuditEntry, BatchId, EndpointId, JobId } from '@darkroom/contracts';
import { describe, expect, test } from '@jest/globals';

import type { Author } from './author.ts';
import type { AskGetty } from '../jobs/adoption.ts';
import { batchJobId, newBatchId, newEndpointId } from '../records/job-id.ts';
import { openStore, type Store } from '../store.ts';
import { sendingTwice } from '../test/sending-twice.ts';
import { newJob, setup } from '../test/world.ts';

const author: Author = { actor: { type: 'key', id: `key_${'a'.repeat(32)}`, name: 'ci' }, ip: '192.0.2.7', requestId: 'req_7' };
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const ask: AskGetty = async () => ({ known: false, item: null });

type World = Awaited<ReturnType<typeof world>>;
/** A store of which every command arrives twice, jobs in each state, an endpoint and a delivery. */
async function world() {
  const made = await setup();
  const { url, prefix } = { url: `redis://${made.raw.options.host}:${made.raw.options.port}`, prefix: made.keys.root.slice(1, -1) };
  const { now } = made.clock;
  const twice = openStore({ url, prefix, role: 'worker', now, logger: silent, simulated: { connect: () => sendingTwice(url) } });
  const endpoint = newEndpointId();
  const fields = { url: 'https://u:pw@hooks.example/secret/path?t=1', events: null, description: null, metadata: null, secret: 'sealed-1' };
  await made.store.endpoints.create({ id: endpoint, tenant: 'acme', ...fields });
  return {
    ...made,
    twice,
    endpoint,
    job: async () => (await made.accept()) as JobId,
    canceled: async () => {
      const id = (await made.accept()) as JobId;
      await made.store.jobs.cancel(id, 'generation');
      return id;
    },
    held: async () => {
      const id = (await made.accept()) as JobId;
      const pass = await made.begin(id);
      await made.store.passes.intend(pass, 'generate');
      const again = await made.begin(id);
      const billing = { state: 'unknown', because: 'outcome_unknown' } as const;
      await made.store.passes.advance(again, { status: 'held', event: 'generation.held', billing });
      return id;
    },
    waiting: async () => {
      const id = (await made.accept()) as JobId;
      const pass = await made.begin(id);
      const { intent } = await made.store.passes.intend(pass, 'generate');
      await made.store.passes.settle(pass, intent, { status: 'waiting', set: { getty_id: 'g', accepted_at: now() } });
      return id;
    },
    delivered: async () => {
      const { delivery } = (await made.store.endpoints.test(endpoint)) as { delivery: { id: string } };
      const record = (await made.store.deliveries.get(delivery.id))!;
      const at = new Date(now()).toISOString();
      const attempt = { at, attempt: 1, status: 200, duration_ms: 1, error: null, response: null };
      const timeline = { at, event: 'webhook' } as const;
      await made.store.deliveries.settle(record, { status: 'delivered', attempt, timeline, url: record.url, disableAfterMs: 1e9 });
      return delivery.id;
    },
    batch: async (): Promise<BatchId> => {
      const id = newBatchId();
      const jobs = [0, 1].map((index) => newJob(now(), { id: batchJobId(id, index), batchId: id }));
      await made.store.batches.accept({ id, tenant: 'acme', createdAt: now(), spec: {}, jobs, rejected: [] });
      return id;
    },
    entries: async (): Promise<AuditEntry[]> => (await made.store.audit.list({ tenant: 'acme', limit: 100 })).records,
    async [Symbol.asyncDispose]() {
      await twice.close();
      await made[Symbol.asyncDispose]();
    },
  };
}

type Act = (store: Store, id: string, world: World) => Promise<unknown>;
type Row = { action: string; prepare: (world: World) => Promise<string>; act: Act; changes: object; note?: string };

const ROWS: Row[] = [
  {
    action: 'job.cancel',
    prepare: (w) => w.job(),
    act: (s, id) => s.jobs.cancel(id, 'generation', { author }),
    changes: { status: { before: 'queued', after: 'canceled' } },
  },
  { action: 'job.cancel', prepare: (w) => w.waiting(), act: (s, id) => s.jobs.cancel(id, 'generation', { author }), changes: {} },
  {
    action: 'job.retry',
    prepare: (w) => w.canceled(),
    act: (s, id) => s.jobs.retry(id, { confirmCost: true, author }),
    changes: { status: { before: 'canceled', after: 'queued' }, confirm_cost: { after: true } },
  },
  {
    action: 'job.resolve',
    prepare: (w) => w.held(),
    act: (s, id) => s.jobs.resolve(id, { action: 'retry', confirm_cost: true, note: 'Again' }, { ask, author }),
    changes: { status: { before: 'held', after: 'queued' }, action: { after: 'retry' }, confirm_cost: { after: true } },
    note: 'Again',
  },
  {
    action: 'job.resolve',
    prepare: (w) => w.held(),
    act: (s, id) => s.jobs.resolve(id, { action: 'fail', note: 'Not needed' }, { ask, author }),
    changes: { status: { before: 'held', after: 'failed' }, action: { after: 'fail' } },
    note: 'Not needed',
  },
  {
    action: 'job.change',
    prepare: (w) => w.job(),
    act: (s, id) => s.edits.change(id, { priority: 3, metadata: { customer: 'do-not-keep' } }, author),
    changes: { priority: { before: null, after: 3 }, metadata: {} },
  },
  { action: 'job.remove', prepare: (w) => w.canceled(), act: (s, id) => s.edits.remove(id, author), changes: {} },
  {
    action: 'endpoint.create',
    prepare: async () => newEndpointId(),
    act: (s, id) => {
      const fields = { url: 'https://u:pw@new.example/secret', events: null, description: 'x', metadata: null, secret: 'sealed' };
      return s.endpoints.create({ id: id as EndpointId, tenant: 'acme', ...fields }, { author });
    },
    changes: { url: { after: 'https://new.example' }, events: { after: null } },
  },
  {
    action: 'endpoint.change',
    prepare: async (w) => w.endpoint,
    act: (s, id) =>
      s.endpoints.change(
        id as EndpointId,
        { url: 'http://v:pw@other.example:8080/x', events: ['generation.*'], metadata: { customer: 'do-not-keep' }, status: 'disabled' },
        author,
      ),
    changes: {
      url: { before: 'https://hooks.example', after: 'http://other.example:8080' },
      events: { before: null, after: ['generation.*'] },
      metadata: {},
      status: { before: 'enabled', after: 'disabled' },
    },
  },
  {
    action: 'endpoint.rotate',
    prepare: async (w) => w.endpoint,
    act: (s, id) => s.endpoints.rotate(id as EndpointId, { secret: 'sealed-2', overlapMs: 0 }, { author }),
    changes: {},
  },
  {
    action: 'endpoint.test',
    prepare: async (w) => w.endpoint,
    act: (s, id) => s.endpoints.test(id as EndpointId, { author }),
    changes: {},
  },
  {
    action: 'endpoint.delete',
    prepare: async (w) => w.endpoint,
    act: (s, id) => s.endpoints.remove(id as EndpointId, 'acme', author),
    changes: {},
  },
  { action: 'delivery.redeliver', prepare: (w) => w.delivered(), act: (s, id) => s.deliveries.redeliver(id, { author }), changes: {} },
  {
    action: 'webhook_secret.rotate',
    prepare: async () => 'acme',
    act: (s) => s.webhookSecrets.rotate('acme', { secret: 'sealed', before: 'sealed-0', overlapMs: 0 }, { author }),
    changes: {},
  },
];

describe.each(ROWS)('$action', ({ action, prepare, act, changes, note = null }) => {
  test('is in the audit once, although each command arrives twice', async () => {
    await using w = await world();
    const id = await prepare(w);
    await act(w.twice, id, w);
    expect(await w.entries()).toEqual([
      {
        id: expect.any(String),
        object: 'audit_entry',
        at: expect.any(String),
        tenant: 'acme',
        actor: author.actor,
        action,
        target: { type: action.split('.')[0], id },
        ip: '192.0.2.7',
        request_id: 'req_7',
        note,
        changes,
      },
    ]);
    expect(JSON.stringify(await w.entries())).not.toMatch(/pw|do-not-keep|sealed|secret\/path/);
  });
});

test('what is refused, or changes nothing, is not in the audit', async () => {
  await using w = await world();
  const { jobs, edits, endpoints, deliveries, batches } = w.store;
  const [queued, canceled, held, waiting] = [await w.job(), await w.canceled(), await w.held(), await w.waiting()];
  await jobs.cancel(canceled, 'generation', { author });
  await jobs.retry(queued, { confirmCost: false, author });
  await jobs.resolve(queued, { action: 'fail' }, { ask, author });
  await jobs.resolve(held, { action: 'retry' }, { ask, author });
  await jobs.resolve(held, { action: 'adopt', generation_request_id: 'g-1' } as never, { ask, author });
  await edits.change(waiting, { priority: 1 }, author);
  await edits.remove(queued, author);
  await endpoints.change(w.endpoint, { url: 'https://u:pw@hooks.example/secret/path?t=1', status: 'enabled' }, author);
  await endpoints.remove(newEndpointId(), 'acme', author);
  await endpoints.rotate(newEndpointId(), { secret: 's', overlapMs: 0 }, { author });
  await deliveries.redeliver('dlv_1_0_job', { author });
  const batch = await w.batch();
  await batches.cancel(batch);
  expect(await batches.cancel(batch, { author })).toMatchObject({ outcome: 'already_finished' });
  expect(await w.entries()).toEqual([]);
});

test('under an idempotency key an action is noted once, however often it is sent', async () => {
  await using w = await world();
  const idempotency = { key: 'k', fingerprint: 'f' };
  const id = await w.job();
  for (let times = 0; times < 3; times++) await w.store.jobs.cancel(id, 'generation', { author, idempotency });
  await w.store.jobs.retry(id, { confirmCost: false });
  await w.store.jobs.cancel(id, 'generation', { author, idempotency });
  expect((await w.entries()).map(({ action }) => action)).toEqual(['job.cancel']);
});

test('a batch is one entry, and one for each job that changes', async () => {
  await using w = await world();
  const id = await w.batch();
  await w.store.jobs.cancel(batchJobId(id, 1), 'generation');
  const idempotency = { key: 'k', fingerprint: 'f' };
  for (let times = 0; times < 2; times++) await w.twice.batches.cancel(id, { author, idempotency });
  expect((await w.entries()).map(({ action, target }) => [action, target])).toEqual([
    ['job.cancel', { type: 'job', id: batchJobId(id, 0) }],
    ['batch.cancel', { type: 'batch', id }],
  ]);
});

test('a bulk action is an entry for each job that changes, and none when it is only tried', async () => {
  await using w = await world();
  const [queued, canceled] = [await w.job(), await w.canceled()];
  const asked = { tenant: 'acme', targets: { ids: [queued, canceled] }, author };
  await w.twice.bulk.cancel({ ...asked, dryRun: true });
  await w.twice.bulk.cancel({ ...asked, dryRun: false });
  await w.twice.bulk.retry({ ...asked, dryRun: false, confirmCost: false, targets: { ids: [canceled] } });
  expect((await w.entries()).map(({ action, target }) => [action, target.id])).toEqual([
    ['job.retry', canceled],
    ['job.cancel', queued],
  ]);
});

test('the entry stays when its job is removed', async () => {
  await using w = await world();
  const id = await w.job();
  await w.store.jobs.cancel(id, 'generation', { author });
  await w.store.edits.remove(id);
  expect((await w.entries()).map(({ target }) => target.id)).toEqual([id]);
});
