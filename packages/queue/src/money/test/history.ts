import type { PutBudget } from '@darkroom/contracts';

import { newJob } from '../../test/world.ts';
import type { NewJob } from '../../records/job/change.ts';
import { batchJobId, newBatchId, newJobId } from '../../records/job-id.ts';
import type { Pass } from '../../jobs/passes.ts';
import type { LedgerWorld } from './ledger-world.ts';

export type History = ReturnType<typeof createHistory>;

type OpenCall = { id: string; pass: Pass; intent: string };

const DAY_MS = 86_400_000;
const UNKNOWN = { code: 'outcome_unknown', message: 'unknown', getty: null } as const;
const NOT_LOOKED = { ask: async () => ({ known: true, item: null }) };

/** A tenant of its own whose jobs and budgets change at random; the same `seed` makes the same choices. */
export function createHistory(world: LedgerWorld, seed: number) {
  const { store, clock } = world;
  const tenant = `t${seed}`;
  const random = createRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const below = (most: number) => Math.floor(random() * most);
  const ids: string[] = [];
  const calls: OpenCall[] = [];
  const steps: string[] = [];

  const anyJob = async () => (ids.length === 0 ? null : store.jobs.get(pick(ids)));

  const job = (over: Partial<NewJob> = {}): NewJob => {
    const project = pick([undefined, 'X', 'Y']);
    const isDownload = below(4) === 0;
    const chained = below(3) === 0 ? { size_name: '4k', images: pick(['all', [0], [0, 2]] as const) } : undefined;
    return newJob(clock.now(), {
      tenant,
      type: isDownload ? 'download' : 'generation',
      request: isDownload
        ? { generation_request_id: 'g', index: below(4), size_name: pick(['1k', '4k']), ...(project && { project_code: project }) }
        : { prompt: 'a fox', ...(project && { project_code: project }), ...(chained && { download: chained }) },
      priority: pick([0, 0, 3]),
      price: 120_000,
      chainPrice: 1_500_000,
      submittedBy: pick(['key_a', 'key_b']),
      ...over,
    });
  };

  const definition = (): PutBudget => {
    const unit = pick(['generations', 'downloads', 'downloads.4k', 'cost'] as const);
    return {
      unit,
      limit: unit === 'cost' ? pick(['0.5', '1', '6.25', '30']) : String(below(8)),
      period: pick(['day', 'week', 'total'] as const),
      time_zone: pick(['UTC', 'Europe/Berlin']),
      warn_at: [0.5],
      when_used_up: pick(['reject', 'wait'] as const),
      ...(below(3) === 0 && { project_code: 'X' }),
    };
  };

  /** The definition of each budget: what cannot change must be sent again as it is. */
  const budgets = new Map<string, PutBudget>();

  const actions = {
    async submit() {
      const one = job();
      const first = await store.jobs.accept(one);
      if (below(3) === 0) await store.jobs.accept(one); // resent
      if (first.outcome === 'accepted') ids.push(one.id);
    },
    async batch() {
      const id = newBatchId();
      const jobs = Array.from({ length: 1 + below(4) }, (_, index) => job({ id: batchJobId(id, index), batchId: id, batchIndex: index }));
      const answer = await store.batches.accept({ id, tenant, createdAt: clock.now(), spec: {}, jobs, rejected: [] });
      const rejected = new Set('rejected' in answer ? answer.rejected.map(({ index }) => index) : []);
      ids.push(...jobs.filter((_one, index) => !rejected.has(index)).map((one) => one.id));
    },
    async budget() {
      const id = pick(['a', 'b', 'c']);
      const known = budgets.get(id);
      const { limit, when_used_up, warn_at } = definition();
      const wanted = known
        ? { ...known, when_used_up, warn_at, limit: known.unit === 'cost' ? pick(['1', '12']) : String(below(9)) }
        : { ...definition() };
      if (!known && limit === '') return;
      await store.budgets.put({ tenant, id, isOperator: false }, wanted);
      budgets.set(id, wanted);
    },
    async removeBudget() {
      if (below(3) !== 0) return;
      const id = pick(['a', 'b', 'c']);
      await store.budgets.remove({ tenant, id, isOperator: false });
      budgets.delete(id);
    },
    async call() {
      const record = await anyJob();
      if (!record || record.status !== 'queued') return;
      const pass = await store.passes.begin(record.id, record.run);
      if (typeof pass === 'string') return;
      const resource = record.type === 'generation' ? 'pending' : `image.${record.id}`;
      if ((await store.passes.takeSlot(pass, { resource, dueAt: clock.now() + DAY_MS })).code !== 'granted') return;
      const { intent, code } = await store.passes.intend(pass, record.type === 'generation' ? 'generate' : 'start_download');
      if (code === 'new') calls.push({ id: record.id, pass, intent });
    },
    async accepted() {
      await settle((now, id) => ({
        status: 'waiting',
        set: { accepted_at: now, ...(id.type === 'generation' && { getty_id: `g-${newJobId()}` }) },
        billing: { state: pick(['charged', 'may_be_charged'] as const), because: 'getty_accepted' },
      }));
    },
    async refused() {
      await settle(() => ({
        ...(below(3) === 0 ? { status: 'failed', event: 'generation.failed' } : { status: 'queued', leaveSlot: true, dueAt: clock.now() }),
        billing: { state: 'not_charged', because: 'getty_refused' },
      }));
    },
    /** The outcome of a call is given up; it may still arrive. */
    async unknown() {
      const at = new Date(clock.now()).toISOString();
      const billing = { state: 'unknown', because: 'outcome_unknown' } as const;
      await settle(
        () =>
          below(2) === 0
            ? { status: 'held', event: 'generation.held', billing, set: { error: UNKNOWN }, timeline: { at, event: 'held' } }
            : { status: 'queued', leaveSlot: true, billing, sendsAgain: { error: UNKNOWN, timeline: { at, event: 'held' } } },
        below(2) === 0,
      );
    },
    async finish() {
      const record = await anyJob();
      if (!record || record.status !== 'waiting') return;
      const pass = await store.passes.begin(record.id, record.run);
      if (typeof pass === 'string') return;
      if (below(4) === 0) return void (await store.passes.advance(pass, { status: 'failed', event: 'generation.failed' }));
      const asksFor = 'download' in record.spec.request ? record.spec.request.download : undefined;
      const images = asksFor ? Array.from({ length: pick([0, 1, 2, 4, 5]) }, (_, index) => index) : [];
      const children = images.map((index) =>
        newJob(clock.now(), {
          tenant,
          type: 'download',
          parentId: record.id,
          request: { generation_request_id: 'g', index, size_name: '4k' },
          price: 1_500_000,
        }),
      );
      await store.passes.advance(pass, {
        status: 'succeeded',
        event: 'generation.succeeded',
        result: { generation_request_id: 'g', seed: null, images: [], url_expires_at: '2027-01-01T00:00:00Z' },
        children,
        set: children.length > 0 ? { downloads: children.map(({ id }) => id) } : {},
      });
      ids.push(...children.map(({ id }) => id));
    },
    async cancel() {
      const record = await anyJob();
      if (record) await store.jobs.cancel(record.id, record.type);
    },
    async retry() {
      const record = await anyJob();
      if (record) await store.jobs.retry(record.id, { confirmCost: true });
    },
    async resolve() {
      const record = await anyJob();
      if (record?.status !== 'held') return;
      const how = pick([
        { action: 'retry', confirm_cost: true },
        { action: 'fail' },
        { action: 'adopt', ...(record.type === 'generation' && { generation_request_id: `g-${newJobId()}` }) },
      ] as const);
      await store.jobs.resolve(record.id, how, NOT_LOOKED);
    },
    async change() {
      const record = await anyJob();
      if (record) await store.edits.change(record.id, { priority: below(5) });
    },
    async remove() {
      const record = await anyJob();
      if (record && below(2) === 0) await world.remove(record.id);
    },
    async check() {
      await world.check(tenant);
    },
    async time() {
      clock.ahead += pick([1_000, 3_600_000, DAY_MS / 2]);
      await store.budgets.tendOnce(50);
    },
  };

  type Settled = Parameters<typeof store.passes.settle>[2];
  const settle = async (outcome: (now: number, record: { type: string }) => Settled, comesLater = false) => {
    if (calls.length === 0) return;
    const [call] = calls.splice(below(calls.length), 1);
    const record = await store.jobs.get(call!.id);
    const change = outcome(clock.now(), record ?? { type: 'generation' });
    await store.passes.settle(call!.pass, call!.intent, change);
    if (below(3) === 0) await store.passes.settle(call!.pass, call!.intent, change); // resent
    if (comesLater) calls.push(call!);
  };

  const names = Object.keys(actions) as (keyof typeof actions)[];
  const often = [
    ...names,
    'check',
    'check',
    'submit',
    'submit',
    'call',
    'call',
    'call',
    'accepted',
    'accepted',
    'refused',
    'finish',
  ] as const;

  return {
    tenant,
    names: names as string[],
    /** Makes one step; returns its name. */
    step: async (): Promise<string> => {
      const name = steps.length === 0 ? 'budget' : pick(often);
      steps.push(name);
      await actions[name]();
      return name;
    },
    steps: () => steps,
  };
}

/** mulberry32 */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}
