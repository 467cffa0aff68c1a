import { BulkAction } from '@darkroom/contracts';
import { describe, expect, test } from '@jest/globals';

import { pointersOf, problemOf, setup as setupApi, succeeded, type Answered, type Asked } from '../../test/world.ts';

const FAILED = { status: 'failed', billing: { state: 'not_charged', because: 'getty_refused' } } as const;
const LOST = {
  status: 'failed',
  set: { getty_id: 'g-lost', accepted_at: 1, error: { code: 'gone', message: 'm', getty: null } },
  billing: { state: 'charged', because: 'getty_accepted' },
} as const;

function actionOf(answered: Answered): BulkAction {
  if (answered.status !== 200) throw new Error(`${answered.status}: ${answered.text}`);
  return BulkAction.parse(answered.json);
}

const codes = ({ data }: BulkAction) => data.map((item) => (item.outcome === 'refused' ? item.error.code : item.outcome));

async function setup() {
  const world = await setupApi();
  const post = (action: 'cancel' | 'retry', body: object, asked: Asked = {}) => world.call(`/v1/jobs/${action}`, { body, ...asked });
  return {
    ...world,
    post,
    act: async (action: 'cancel' | 'retry', body: object, asked: Asked = {}) => actionOf(await post(action, body, asked)),
    statusOf: async (id: string) => (await world.store.jobs.getMany([id]))[0]?.status,
  };
}

describe('POST /v1/jobs/cancel', () => {
  test('returns the result for each id, and changes no other job', async () => {
    await using world = await setup();
    const queued = await world.submit();
    const waiting = await world.generation({ status: 'waiting', set: { getty_id: 'g-1', accepted_at: 1 } });
    const done = await world.generation(succeeded('g-2'));
    const foreign = await world.submit({}, { tenant: 'beta' });
    const ids = [queued.id, waiting.id, done.id, foreign.id, `job_${'0'.repeat(32)}`];
    const wanted = { matched: 5, counts: { done: 1, requested: 1, refused: 3 }, cost: null, next_cursor: null };
    const dry = await world.act('cancel', { ids, dry_run: true });
    expect(dry).toMatchObject({ object: 'bulk_action', action: 'cancel', dry_run: true, ...wanted });
    expect(await world.statusOf(queued.id)).toBe('queued');
    const acted = await world.act('cancel', { ids });
    expect(acted).toEqual({ ...dry, dry_run: false });
    expect(codes(acted)).toEqual(['done', 'requested', 'already_finished', 'not_found', 'not_found']);
    expect(acted.data.map(({ id }) => id)).toEqual(ids);
    expect([await world.statusOf(queued.id), await world.statusOf(foreign.id)]).toEqual(['canceled', 'queued']);
    expect(await world.store.jobs.get(waiting.id)).toMatchObject({ cancel: true });
  });

  test('refuses an invalid id like a missing job, and continues', async () => {
    await using world = await setup();
    const queued = await world.submit();
    const ids = ['job_1', queued.id, 'a,b|c'];
    const acted = await world.act('cancel', { ids }, { headers: { 'idempotency-key': 'k' } });
    expect(acted).toMatchObject({ matched: 3, counts: { done: 1, requested: 0, refused: 2 } });
    expect(acted.data.map(({ id }) => id)).toEqual(ids);
    expect(codes(acted)).toEqual(['not_found', 'done', 'not_found']);
    expect(codes(await world.act('cancel', { ids: ['nothing'] }))).toEqual(['not_found']);
  });

  test('accepts several values as a query does, separated by commas', async () => {
    await using world = await setup();
    const queued = await world.submit({ project_code: 'W' });
    const failed = await world.generation(FAILED);
    const { data } = await world.act('cancel', { filter: { status: 'queued,failed' }, dry_run: true });
    expect(data.map(({ id }) => id).toSorted()).toEqual([queued.id, failed.id].toSorted());
    expect((await world.act('cancel', { filter: { status: 'waiting,held' } })).matched).toBe(0);
  });

  test('with a filter acts on matching jobs, and on no others', async () => {
    await using world = await setup();
    const winter = [await world.submit({ project_code: 'W', metadata: { n: 1 } }), await world.submit({ project_code: 'W' })];
    const other = await world.submit({ project_code: 'S', metadata: { n: 1 } });
    const theirs = await world.submit({ project_code: 'W' }, { tenant: 'beta' });
    const filter = { project_code: 'W', status: ['queued', 'waiting'], metadata: { n: 1 } };
    expect((await world.act('cancel', { filter })).data).toEqual([{ id: winter[0]!.id, outcome: 'done' }]);
    expect((await world.act('cancel', { filter: { project_code: 'W', status: 'queued' } })).data).toEqual([
      { id: winter[1]!.id, outcome: 'done' },
    ]);
    expect([await world.statusOf(other.id), await world.statusOf(theirs.id)]).toEqual(['queued', 'queued']);
  });

  test('acts on a thousand a call, and says where to continue', async () => {
    await using world = await setup();
    const jobs = Array.from({ length: 600 }, () => ({ type: 'generation', prompt: 'a fox' }));
    for (let n = 0; n < 2; n++) await world.call('/v1/batches', { body: { jobs } });
    const filter = { type: 'generation' };
    const first = await world.act('cancel', { filter });
    expect([first.matched, first.counts.done, first.next_cursor]).toEqual([1_000, 1_000, expect.any(String)]);
    const second = await world.act('cancel', { filter, cursor: first.next_cursor });
    expect([second.matched, second.counts.done, second.next_cursor]).toEqual([200, 200, null]);
    expect((await world.store.jobs.counts('acme')).canceled).toBe(1_200);
  });
});

describe('POST /v1/jobs/retry', () => {
  test('runs free jobs again, and those that cost only with confirmation', async () => {
    await using world = await setup();
    const free = await world.generation(FAILED);
    const costly = await world.generation(LOST);
    const running = await world.submit();
    const ids = [free.id, costly.id, running.id];
    expect(codes(await world.act('retry', { ids, dry_run: true }))).toEqual(['done', 'may_charge_again', 'not_finished']);
    expect(codes(await world.act('retry', { ids: [costly.id], dry_run: true, confirm_cost: true }))).toEqual(['done']);
    expect(codes(await world.act('retry', { ids }))).toEqual(['done', 'may_charge_again', 'not_finished']);
    expect(codes(await world.act('retry', { ids, confirm_cost: true }))).toEqual(['not_finished', 'done', 'not_finished']);
    expect((await world.store.jobs.get(costly.id))!.run).toBe(2);
  });

  test('under a key is about the same jobs each time, and begins one run of each', async () => {
    await using world = await setup();
    const first = await world.generation(FAILED);
    const body = { filter: { status: 'failed' } };
    const keyed = { headers: { 'idempotency-key': 'k' } };
    expect(await world.act('retry', body, keyed)).toMatchObject({ matched: 1, counts: { done: 1 } });
    await world.store.jobs.cancel(first.id, 'generation');
    const later = await world.generation(FAILED);
    const again = await world.post('retry', body, keyed);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(actionOf(again).data).toEqual([{ id: first.id, outcome: 'done' }]);
    expect((await world.store.jobs.get(first.id))!.run).toBe(2);
    expect(await world.statusOf(later.id)).toBe('failed');
    problemOf(await world.post('retry', { filter: { status: 'expired' } }, keyed), 'idempotency_key_reused');
  });
});

test.each<[object, string[]]>([
  [{}, ['/ids']],
  [{ ids: [''] }, ['/ids/0']],
  [{ ids: ['job_\ud800'] }, ['/ids/0']],
  [{ filter: { status: 'failed,' } }, ['/filter/status']],
  [{ filter: { status: 'failed,done' } }, ['/filter/status']],
  [{ ids: [] }, ['/ids']],
  [{ filter: {} }, ['/filter']],
  [{ filter: { status: null } }, ['/filter']],
  [{ filter: { status: 'done' } }, ['/filter/status']],
  [{ filter: { status: [] } }, ['/filter/status']],
  [{ filter: { prompt: 'x' } }, ['/filter/prompt']],
  [{ filter: { metadata: {} } }, ['/filter/metadata']],
  [{ filter: { metadata: { a: [] } } }, ['/filter/metadata']],
  [{ filter: { q: ' ' } }, ['/filter/q']],
  [{ ids: [`job_${'0'.repeat(32)}`], filter: { status: 'failed' } }, ['/ids']],
  [{ ids: [`job_${'0'.repeat(32)}`, `job_${'0'.repeat(32)}`] }, ['/ids']],
  [{ ids: [`job_${'0'.repeat(32)}`], cursor: 'x' }, ['/cursor']],
  [{ filter: { status: 'failed' }, cursor: 'x' }, ['/cursor']],
])('%j is refused, by name', async (body, pointers) => {
  await using world = await setup();
  for (const action of ['cancel', 'retry'] as const) expect(pointersOf(await world.post(action, body))).toEqual(pointers);
});
