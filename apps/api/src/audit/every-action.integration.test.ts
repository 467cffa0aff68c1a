import { AuditEntry, type AuditAction, type JobId } from '@darkroom/contracts';
import { expect, test } from '@jest/globals';

import { startFakeGetty } from '../test/fake-getty.ts';
import { everyCall } from '../test/every-call.ts';
import { setup, succeeded, type Asked, type World } from '../test/world.ts';

const SETTINGS = { DARKROOM_ENCRYPTION_KEY: Buffer.alloc(32, 5).toString('hex'), WEBHOOK_ALLOW_PRIVATE_NETWORKS: 'true' };
const URL = 'http://127.0.0.1:9/hook';
const OK = { state: 'unknown', because: 'outcome_unknown' } as const;

/** What a call that takes effect is sent: what its address names, and a body. */
type Sent = { id?: string; body?: object };
type Way = { action: AuditAction; send: (world: World) => Promise<Sent> };

const made = async (world: World, path: string, body: object): Promise<Sent> => {
  const { json, text } = await world.call(path, { body });
  const { id } = json as { id?: string };
  if (id === undefined) throw new Error(text);
  return { id };
};
const queued = async (world: World): Promise<Sent> => ({ id: (await world.submit()).id });
const canceled = async (world: World): Promise<Sent & { id: string }> => {
  const { id } = await world.submit();
  await world.store.jobs.cancel(id, 'generation');
  return { id };
};
const held = async (world: World): Promise<Sent> => {
  const { id } = await world.submit();
  const begin = async () => {
    const pass = await world.store.passes.begin(id, 1);
    if (typeof pass === 'string') throw new Error(pass);
    return pass;
  };
  await world.store.passes.intend(await begin(), 'generate');
  await world.store.passes.advance(await begin(), { status: 'held', billing: OK });
  return { id, body: { action: 'fail' } };
};
const endpoint = (world: World) => made(world, '/v1/endpoints', { url: URL });
const tested = async (world: World): Promise<Sent> => {
  const { id } = await made(world, `/v1/endpoints/${(await endpoint(world)).id}/test`, {});
  const record = (await world.store.deliveries.get(id!))!;
  const at = new Date().toISOString();
  const attempt = { at, attempt: 1, status: 200, duration_ms: 1, error: null, response: null };
  const outcome = { attempt, timeline: { at, event: 'webhook' } as const, url: URL, disableAfterMs: 1e9 };
  await world.store.deliveries.settle(record, { status: 'delivered', ...outcome });
  return { id: id! };
};
const key = (world: World) => made(world, '/v1/keys', { name: 'ci', scopes: ['read'] });
const budget = { unit: 'generations', limit: '10', period: 'day' };
const withBody = (sending: Promise<Sent>, body: object): Promise<Sent> => sending.then((sent) => ({ ...sent, body }));

/** How each call that must be in the audit takes effect. */
const WAYS: Record<string, Way> = {
  'POST /v1/jobs/cancel': { action: 'job.cancel', send: async (world) => ({ body: { ids: [(await queued(world)).id] } }) },
  'POST /v1/jobs/retry': { action: 'job.retry', send: async (world) => ({ body: { ids: [(await canceled(world)).id] } }) },
  'PATCH /v1/jobs/:id': { action: 'job.change', send: (world) => withBody(queued(world), { priority: 5 }) },
  'DELETE /v1/jobs/:id': { action: 'job.remove', send: canceled },
  'POST /v1/jobs/:id/cancel': { action: 'job.cancel', send: queued },
  'POST /v1/jobs/:id/retry': { action: 'job.retry', send: canceled },
  'POST /v1/jobs/:id/resolve': { action: 'job.resolve', send: held },
  'POST /v1/batches/:id/cancel': {
    action: 'batch.cancel',
    send: (world) => made(world, '/v1/batches', { jobs: [{ type: 'generation', prompt: 'a fox' }] }),
  },
  'POST /v1/endpoints': { action: 'endpoint.create', send: async () => ({ body: { url: URL } }) },
  'PATCH /v1/endpoints/:id': { action: 'endpoint.change', send: (world) => withBody(endpoint(world), { status: 'disabled' }) },
  'DELETE /v1/endpoints/:id': { action: 'endpoint.delete', send: endpoint },
  'POST /v1/endpoints/:id/test': { action: 'endpoint.test', send: endpoint },
  'POST /v1/endpoints/:id/rotate': { action: 'endpoint.rotate', send: endpoint },
  'POST /v1/endpoints/:id/recover': {
    action: 'endpoint.recover',
    send: (world) => withBody(endpoint(world), { since: new Date(Date.now() - 60_000).toISOString() }),
  },
  'GET /v1/webhook-secret': { action: 'webhook_secret.read', send: async () => ({}) },
  'POST /v1/webhook-secret/rotate': { action: 'webhook_secret.rotate', send: async () => ({}) },
  'POST /v1/deliveries/:id/redeliver': { action: 'delivery.redeliver', send: tested },
  'POST /v1/keys': { action: 'key.create', send: async () => ({ body: { name: 'ci', scopes: ['read'] } }) },
  'PATCH /v1/keys/:id': { action: 'key.change', send: (world) => withBody(key(world), { name: 'cd' }) },
  'DELETE /v1/keys/:id': { action: 'key.revoke', send: key },
  'PUT /v1/budgets/:id': { action: 'budget.put', send: async () => ({ id: 'mine', body: budget }) },
  'DELETE /v1/budgets/:id': {
    action: 'budget.delete',
    send: async (world) => {
      await world.call('/v1/budgets/mine', { method: 'PUT', body: budget });
      return { id: 'mine' };
    },
  },
  'DELETE /v1/files/:id': {
    action: 'file.delete',
    send: async (world) => made(world, '/v1/files', { url: 'https://example.com/1.jpg', rights_claimed: true, category: 'ImageReference' }),
  },
  'POST /v1/reconciliations': {
    action: 'reconciliation.start',
    send: async () => ({ body: { from: new Date(Date.now() - 3_600_000).toISOString(), to: new Date().toISOString() } }),
  },
};

/** All calls that change something that exists, or what is allowed. Submissions are jobs, which show their key (`submitted_by`). */
const acting = everyCall()
  .filter(({ method, operation }) => method !== 'GET' && operation.scope !== 'submit')
  .map(({ method, path }) => `${method} ${path}`);

/** The entries of one request. */
async function entriesOf(world: World, requestId: string): Promise<AuditEntry[]> {
  const { json } = await world.call('/v1/audit?limit=100');
  const all = AuditEntry.array().parse((json as { data: unknown }).data);
  return all.filter((entry) => entry.request_id === requestId);
}

test.each([...acting, 'GET /v1/webhook-secret'])(
  '%s is in the audit when it takes effect, once, and not when it is refused',
  async (call) => {
    await using getty = await startFakeGetty();
    await using world = await setup({ settings: { ...SETTINGS, ...getty.settings } });
    const way = WAYS[call];
    if (!way) throw new Error(`How does ${call} take effect? Add it to this test, so that its entry is checked`);
    const [method, path] = call.split(' ') as [string, string];
    const { id = '', body } = await way.send(world);
    const address = path.replace(':id', id);
    const keyed = method === 'POST' && { 'idempotency-key': 'k' };
    const send = (requestId: string, asked: Asked = {}) =>
      world.call(address, { method, ...(body && { body }), ...asked, headers: { ...keyed, 'x-request-id': requestId } });

    // Another tenant may create a budget of the same name, but finds nothing else.
    const isForeign = path.includes(':id') && method !== 'PUT';
    expect([call, isForeign ? (await send('foreign', { tenant: 'beta' })).status : 404]).toEqual([call, 404]);
    expect(await entriesOf(world, 'foreign')).toEqual([]);
    const answered = await send('first');
    expect([call, answered.text, answered.status < 300]).toEqual([call, answered.text, true]);
    const found = await entriesOf(world, 'first');
    expect(found.filter(({ action }) => action === way.action)).toHaveLength(1);
    const own = found.find(({ action }) => action === way.action)!;
    expect(own).toMatchObject({ tenant: 'acme', actor: { type: 'key' }, ip: '127.0.0.1' });
    expect(path.includes(':id') ? own.target.id : id).toBe(id);

    await send('again');
    const again = (await entriesOf(world, 'again')).filter(({ action }) => action === way.action);
    expect([call, again.length]).toEqual([call, way.action === 'webhook_secret.read' ? 1 : 0]);
  },
);

test('a succeeded job cannot be canceled or removed by another tenant, and the audit has nothing of it', async () => {
  await using world = await setup();
  const { id } = (await world.generation(succeeded('g-1'))) as { id: JobId };
  for (const [path, method] of [
    [`/v1/jobs/${id}/cancel`, 'POST'],
    [`/v1/jobs/${id}`, 'DELETE'],
  ] as const) {
    await world.call(path, { method, tenant: 'beta', headers: { 'x-request-id': 'foreign' } });
  }
  await world.call(`/v1/jobs/${id}/cancel`, { method: 'POST', headers: { 'x-request-id': 'too-late' } });
  expect([...(await entriesOf(world, 'foreign')), ...(await entriesOf(world, 'too-late'))]).toEqual([]);
});
