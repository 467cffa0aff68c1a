import type { Reconciliation } from '@darkroom/contracts';
import { partId, type ReconciliationStep } from '@darkroom/queue';
import { expect, test } from '@jest/globals';

import { pointersOf, problemOf, setup, type Answered, type Asked, type World } from '../test/world.ts';

const OPERATOR = 'the-key-of-the-operator';
const SETTINGS = { DARKROOM_ADMIN_KEY: OPERATOR };
const DAYS = { from: '2026-03-01', to: '2026-03-02' };

const start = (world: World, asked: Asked = {}, body: object = DAYS) => world.call('/v1/reconciliations', { ...asked, body });
const idsIn = ({ json }: Answered) => (json as { data: Reconciliation[] }).data.map(({ id }) => id);
const shown = ({ json }: Answered) => json as Reconciliation;

function started(answered: Answered): Reconciliation {
  expect([answered.status, answered.text]).toEqual([202, expect.anything()]);
  return answered.json as Reconciliation;
}

/** A worker's one step, and its end. */
async function complete(world: World, step: Partial<ReconciliationStep>): Promise<void> {
  const taken = await world.store.reconciliationWork.take(`worker ${Math.random()}`);
  const next = await world.store.reconciliationWork.step(taken!, { work: {}, ...step });
  expect(await world.store.reconciliationWork.end(next!)).toBe(true);
}

test('a reconciliation is accepted, shown while it runs, and kept with what it found', async () => {
  await using world = await setup();
  const answered = await start(world);
  const made = started(answered);
  expect(made).toMatchObject({
    status: 'running',
    tenant: 'acme',
    trigger: 'request',
    from: '2026-03-01T00:00:00.000Z',
    to: '2026-03-03T00:00:00.000Z',
    counts: { matched: 0 },
    progress: { step: 'waiting' },
  });
  expect([answered.headers.get('location'), answered.headers.has('retry-after')]).toEqual([`/v1/reconciliations/${made.id}`, true]);

  const difference = { kind: 'getty_only', generation_request_id: 'g-1', job_id: null, fields: [], cost: '0.12' };
  await complete(world, {
    set: { scope: 'company', currency: 'USD' },
    views: [{ id: made.id, add: { matched: 3, getty_only: 1, cost: 120_000 }, differences: [JSON.stringify(difference)] }],
  });
  const ended = await world.call(`/v1/reconciliations/${made.id}`);
  expect(ended.headers.has('retry-after')).toBe(false);
  expect(shown(ended)).toMatchObject({
    status: 'completed',
    scope: 'company',
    counts: { matched: 3, ours_only: 0, getty_only: 1, different: 0 },
    cost_difference: '0.12',
    differences: [difference],
    completed_at: expect.any(String),
  });
  const events = await world.call('/v1/events', { headers: { accept: 'application/json' } });
  expect(events.json).toMatchObject({ data: [{ type: 'reconciliation.differences', data: { id: made.id, differences: [difference] } }] });
});

test.each([
  [{}, ['/from', '/to']],
  [{ from: 'yesterday', to: '2026-03-01' }, ['/from']],
  [{ from: '2026-03-02', to: '2026-03-01' }, ['/to']],
  [{ from: '2026-03-01T12:00:00Z', to: '2026-03-01T12:00:00Z' }, ['/to']],
  [{ from: '2020-01-01', to: '2026-03-01' }, ['/to']],
  [{ from: '2999-01-01', to: '2999-01-02' }, ['/from']],
  [{ ...DAYS, tenant: 'beta' }, ['/tenant']],
])('%j is refused', async (body, pointers) => {
  await using world = await setup();
  const refused = await start(world, {}, body);
  expect(pointersOf(refused)).toEqual(pointers);
  expect(idsIn(await world.call('/v1/reconciliations'))).toEqual([]);
});

test('takes effect once under its key, and is in the audit once', async () => {
  await using world = await setup();
  const keyed = { headers: { 'idempotency-key': 'k' } };
  const answers = await Promise.all(Array.from({ length: 5 }, () => start(world, keyed)));
  expect(new Set(answers.map((answer) => started(answer).id)).size).toBe(1);
  expect(answers.filter(({ headers }) => headers.has('idempotent-replayed'))).toHaveLength(4);
  problemOf(await start(world, keyed, { ...DAYS, to: '2026-03-05' }), 'idempotency_key_reused');
  const { json } = await world.call('/v1/audit?action=reconciliation.start');
  expect(json).toMatchObject({ data: [{ target: { type: 'reconciliation', id: started(answers[0]!).id } }] });
  expect((json as { data: unknown[] }).data).toHaveLength(1);
});

test('three of a tenant run at a time', async () => {
  await using world = await setup();
  for (let n = 0; n < 3; n++) started(await start(world));
  expect(problemOf(await start(world), 'too_many_reconciliations')).toMatchObject({ retryable: true });
  started(await start(world, { tenant: 'beta' }));
  await complete(world, {});
  started(await start(world));
});

test('a tenant sees its own, and its part of the account’s; an operator all', async () => {
  await using world = await setup({ settings: SETTINGS });
  const [acme, beta] = [started(await start(world)), started(await start(world, { tenant: 'beta' }))];
  const account = started(await start(world, { key: OPERATOR }));
  expect([account.tenant, started(await start(world, { key: OPERATOR, headers: { 'darkroom-tenant': 'beta' } })).tenant]).toEqual([
    null,
    'beta',
  ]);
  problemOf(await world.call(`/v1/reconciliations/${beta.id}`), 'not_found');
  problemOf(await world.call(`/v1/reconciliations/${account.id}`), 'not_found');
  expect(idsIn(await world.call('/v1/reconciliations'))).toEqual([acme.id]);
  expect(idsIn(await world.call('/v1/reconciliations', { key: OPERATOR }))).toHaveLength(4);

  await complete(world, {});
  await complete(world, {});
  const part = partId(account.id, 'acme');
  const secret = JSON.stringify({ kind: 'getty_only', generation_request_id: 'of-beta', job_id: null, fields: [], cost: null });
  await complete(world, {
    views: [
      { id: account.id, add: { matched: 2, getty_only: 1 }, differences: [secret] },
      { id: part, tenant: 'acme', add: { matched: 1 }, differences: [] },
      { id: partId(account.id, 'beta'), tenant: 'beta', add: { matched: 1, getty_only: 1 }, differences: [secret] },
    ],
  });
  const listed = await world.call('/v1/reconciliations');
  expect(idsIn(listed)).toEqual([part, acme.id]);
  expect(listed.text).not.toContain('of-beta');
  expect(shown(await world.call(`/v1/reconciliations/${part}`))).toMatchObject({
    tenant: 'acme',
    counts: { matched: 1, getty_only: 0 },
    from: account.from,
  });
  const feedOf = async (tenant: 'acme' | 'beta') =>
    (await world.call('/v1/events', { tenant, headers: { accept: 'application/json' } })).text;
  expect([(await feedOf('acme')).includes('of-beta'), (await feedOf('beta')).includes('of-beta')]).toEqual([false, true]);
});
