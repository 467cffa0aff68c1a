import type { Candidates } from '@darkroom/contracts';
import { lookOf, type Pass } from '@darkroom/queue';
import { describe, expect, test } from '@jest/globals';

import { setupWithGetty } from '../../test/getty-world.ts';
import { jobOf, pointersOf, problemOf, setup, succeeded, type Asked, type World } from '../../test/world.ts';

const OPERATOR = 'the-key-of-the-operator';
const ERROR = { code: 'outcome_unknown', message: 'not known', getty: null };

/** A generation whose paid call has no known outcome. `look`: its call carried no mark. */
async function hold(
  world: Pick<World, 'submit' | 'store'>,
  body: object = {},
  { tenant = 'acme', look = '' }: { tenant?: 'acme' | 'beta'; look?: string } = {},
) {
  const job = await world.submit(body, { tenant });
  const pass = (await world.store.passes.begin(job.id, 1)) as Pass;
  await world.store.passes.intend(pass, 'generate', look || undefined);
  const again = (await world.store.passes.begin(job.id, 1)) as Pass;
  const billing = { state: 'unknown', because: 'outcome_unknown' } as const;
  await world.store.passes.advance(again, { status: 'held', event: 'generation.held', set: { error: ERROR }, billing });
  return job;
}

async function withHeld() {
  const world = await setup();
  const held = await hold(world);
  return { ...world, held, resolve: (body: unknown) => world.call(`/v1/jobs/${held.id}/resolve`, { body }) };
}

/** A held generation in front of a Getty that answers. */
async function withGetty(body: object = { prompt: 'a fox' }) {
  const world = await setupWithGetty({}, { DARKROOM_ADMIN_KEY: OPERATOR });
  const held = await hold(world, body);
  const adopt = (id: string, more: object = {}, asked: Asked = {}) =>
    world.call(`/v1/jobs/${held.id}/resolve`, { ...asked, body: { action: 'adopt', generation_request_id: id, ...more } });
  const candidates = async (id: string = held.id) => (await world.call(`/v1/jobs/${id}/candidates`)).json as Candidates;
  const isHeld = async () => expect(await world.store.jobs.get(held.id)).toMatchObject({ status: 'held', run: 1, gettyId: null });
  return { ...world, held, adopt, candidates, isHeld };
}

describe('POST /v1/jobs/{id}/resolve', () => {
  test('refuses an id that would lead Getty to another address, before Getty is asked', async () => {
    await using world = await withHeld(); // without Getty: any other id is 503
    for (const id of ['.', '..', '../x', '%2e%2e', '']) {
      expect(pointersOf(await world.resolve({ action: 'adopt', generation_request_id: id }))).toEqual(['/generation_request_id']);
    }
  });

  test('sends a held job again only with confirmation', async () => {
    await using world = await withHeld();
    problemOf(await world.resolve({ action: 'retry' }), 'may_charge_again');
    expect(jobOf(await world.resolve({ action: 'retry', confirm_cost: true }), 202)).toMatchObject({
      status: 'queued',
      run: 2,
      error: null,
      billing: { state: 'unknown', because: 'outcome_unknown', calls: [{ state: 'unknown' }] },
    });
    problemOf(await world.resolve({ action: 'retry', confirm_cost: true }), 'not_held');
  });

  test('gives a held job up, and keeps the note', async () => {
    await using world = await withHeld();
    const job = jobOf(await world.resolve({ action: 'fail', note: 'Not needed' }), 200);
    expect(job).toMatchObject({ status: 'failed', run: 1, error: { code: 'given_up' } });
    expect(jobOf(await world.call(`/v1/jobs/${job.id}`), 200).timeline?.at(-1)).toMatchObject({
      event: 'resolved',
      action: 'fail',
      note: 'Not needed',
    });
  });

  test.each([
    [undefined, ''],
    [{}, '/action'],
    [{ action: 'forget' }, '/action'],
    [{ action: 'adopt' }, '/generation_request_id'],
    [{ action: 'adopt', generation_request_id: '../x' }, '/generation_request_id'],
    [{ action: 'adopt', generation_request_id: 'g', confirm_mismatch: 'yes' }, '/confirm_mismatch'],
    [{ action: 'fail', confirm_cost: true }, '/confirm_cost'],
    [{ action: 'fail', note: '' }, '/note'],
    [{ action: 'retry', confirm_cost: 'yes' }, '/confirm_cost'],
  ])('refuses %j', async (body, pointer) => {
    await using world = await withHeld();
    const refused =
      body === undefined ? await world.call(`/v1/jobs/${world.held.id}/resolve`, { method: 'POST' }) : await world.resolve(body);
    expect(pointersOf(refused)).toEqual([pointer]);
    expect(await world.store.jobs.get(world.held.id)).toMatchObject({ status: 'held' });
  });
});

describe('adopting a generation', () => {
  test('that Getty has continues with it, and keeps the note', async () => {
    await using world = await withGetty();
    const id = await world.generateAtGetty({ prompt: 'a fox' });
    const job = jobOf(await world.adopt(id, { note: 'Seen in the history' }), 202);
    expect(job).toMatchObject({
      status: 'waiting',
      run: 2,
      getty: { generation_request_id: id },
      billing: { state: 'charged', because: 'adopted', calls: [{ state: 'charged', because: 'adopted' }] },
    });
    expect(jobOf(await world.call(`/v1/jobs/${job.id}`), 200).timeline?.at(-1)).toMatchObject({
      event: 'resolved',
      action: 'adopt',
      note: 'Seen in the history',
      generation_request_id: id,
    });
  });

  test('that Getty does not know is refused, and the job stays held', async () => {
    await using world = await withGetty();
    expect(pointersOf(await world.adopt('nonsense', {}, { headers: { 'idempotency-key': 'k' } }))).toEqual(['/generation_request_id']);
    await world.isHeld();
    const id = await world.generateAtGetty({ prompt: 'a fox' });
    jobOf(await world.adopt(id), 202);
  });

  test('takes effect once under its key, without asking Getty again', async () => {
    await using world = await withGetty();
    const id = await world.generateAtGetty({ prompt: 'a fox' });
    const keyed = { headers: { 'idempotency-key': 'k' } };
    jobOf(await world.adopt(id, {}, keyed), 202);
    await world.refuseNext('poll', '503');
    const again = await world.adopt(id, {}, keyed);
    expect([jobOf(again, 202).run, again.headers.get('idempotent-replayed')]).toEqual([2, 'true']);
  });

  test.each<[string, object, object]>([
    ['prompt', { prompt: 'a fox' }, { prompt: 'a bear' }],
    ['product', { prompt: 'a fox', product_id: 7 }, { prompt: 'a fox', product_id: 8 }],
  ])('of another %s needs confirmation', async (_what, body, asked) => {
    await using world = await withGetty(body);
    const id = await world.generateAtGetty(asked as { prompt: string });
    problemOf(await world.adopt(id), 'looks_different');
    await world.isHeld();
    expect(jobOf(await world.adopt(id, { confirm_mismatch: true }), 202)).toMatchObject({ status: 'waiting' });
  });

  test('that belongs to another job, of any tenant, is refused without details of it', async () => {
    await using world = await withGetty();
    const owned = await world.generateAtGetty({ prompt: 'a fox' });
    await world.generation(succeeded(owned), {}, 'beta');
    const marked = await world.generateAtGetty({ prompt: 'a fox', notes: `[darkroom:job_${'0'.repeat(32)}.1.1]` });
    for (const id of [owned, marked]) {
      const refused = await world.adopt(id, { confirm_mismatch: true });
      expect(pointersOf(refused)).toEqual(['/generation_request_id']);
      expect(refused.text).not.toMatch(/beta|job_0000/);
    }
    await world.isHeld();
  });

  test("that another tenant's call may have made is refused; among own held jobs the caller may choose", async () => {
    await using world = await withGetty();
    const look = lookOf({ request: { prompt: 'a fox' }, sourceId: null });
    const id = await world.generateAtGetty({ prompt: 'a fox' });
    const foreign = await hold(world, { prompt: 'a fox' }, { tenant: 'beta', look });
    expect(pointersOf(await world.adopt(id))).toEqual(['/generation_request_id']);
    expect((await world.candidates()).data).toEqual([]);
    const [intent] = await world.store.jobs.getMany([foreign.id]);
    const late = { state: 'not_charged', because: 'getty_refused' } as const;
    await world.store.passes.settle({ record: intent, fence: '0', token: 'x' } as Pass, intent!.intent!.id, { billing: late });
    await hold(world, { prompt: 'a fox' }, { look });
    jobOf(await world.adopt(id), 202);
  });

  test('waits for a Getty that does not answer', async () => {
    await using world = await withGetty();
    const id = await world.generateAtGetty({ prompt: 'a fox' });
    await world.refuseNext('poll', '503');
    problemOf(await world.adopt(id), 'getty_unavailable');
    await world.isHeld();
    expect(jobOf(await world.adopt(id), 202)).toMatchObject({ status: 'waiting' });
  });

  test('reports that Getty cannot be asked', async () => {
    await using world = await withHeld();
    const problem = problemOf(await world.resolve({ action: 'adopt', generation_request_id: 'g-1' }), 'getty_unavailable');
    expect(problem.detail).toContain('GETTY_API_KEY');
    expect(await world.store.jobs.get(world.held.id)).toMatchObject({ status: 'held' });
  });
});

describe('GET /v1/jobs/{id}/candidates', () => {
  test('shows matches, best first, and nothing of other tenants', async () => {
    await using world = await withGetty();
    const unmarked = await world.generateAtGetty({ prompt: 'a fox' });
    const ours = await world.generateAtGetty({ prompt: 'a fox', notes: `campaign [darkroom:${world.held.id}.1.1]` });
    const owned = await world.generateAtGetty({ prompt: 'a fox' });
    await world.generation(succeeded(owned), {}, 'beta');
    await world.generateAtGetty({ prompt: 'a secret of beta' });
    await world.generateAtGetty({ prompt: 'a fox', notes: `[darkroom:job_${'0'.repeat(32)}.1.1]` });
    const answered = await world.call(`/v1/jobs/${world.held.id}/candidates`);
    expect(answered.status).toBe(200);
    expect(answered.json).toMatchObject({
      object: 'candidates',
      job_id: world.held.id,
      complete: true,
      data: [
        { generation_request_id: ours, fit: 'certain', because: ['mark', 'prompt', 'time'], operation: 'generate', prompt: 'a fox' },
        { generation_request_id: unmarked, fit: 'likely', because: ['prompt', 'time'], notes: null },
      ],
    });
    expect((answered.json as Candidates).data[0]!.preview_urls.length).toBeGreaterThan(0);
    expect(answered.text).not.toMatch(/secret|job_0000/);
  });

  test('shows an operator all that no other job has', async () => {
    await using world = await withGetty();
    const ours = await world.generateAtGetty({ prompt: 'a fox', notes: `[darkroom:${world.held.id}.1.1]` });
    const other = await world.generateAtGetty({ prompt: 'a secret of another application' });
    const owned = await world.generateAtGetty({ prompt: 'a fox' });
    await world.generation(succeeded(owned), {}, 'beta');
    await world.generateAtGetty({ prompt: 'a fox', notes: `[darkroom:job_${'0'.repeat(32)}.1.1]` });
    const path = `/v1/jobs/${world.held.id}/candidates`;
    const { json } = await world.call(path, { key: OPERATOR });
    expect(json).toMatchObject({
      data: [
        { generation_request_id: ours, fit: 'certain' },
        { generation_request_id: other, fit: 'possible', because: ['time'] },
      ],
    });
    expect((json as Candidates).data).toHaveLength(2);
    expect((await world.call(path)).text).not.toContain('secret');
  });

  test('is for held jobs of one’s own', async () => {
    await using world = await withGetty();
    problemOf(await world.call(`/v1/jobs/${(await world.submit()).id}/candidates`), 'not_held');
    problemOf(await world.call(`/v1/jobs/${world.held.id}/candidates`, { tenant: 'beta' }), 'not_found');
    await world.refuseNext('history', '503');
    expect(problemOf(await world.call(`/v1/jobs/${world.held.id}/candidates`), 'getty_unavailable')).toMatchObject({ retryable: true });
  });
});
