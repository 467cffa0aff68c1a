import { randomUUID } from 'node:crypto';

import { promptOf, type Difference, type GenerationRequest, type Prices, type Reconciliation } from '@darkroom/contracts';
import { NotFoundError, type History, type HistoryItem, type HistoryQuery } from '@darkroom/getty';
import { deadlineUnsent, newJobId, openStore, presentReconciliation, type Change, type Pass, type Store } from '@darkroom/queue';
import { createLogger } from '@darkroom/runtime';
import { rawRedis, redisInTime, testRedis } from '@darkroom/testkit';

import { reconcileNext } from '../reconciliation/reconcile.ts';
import type { ReconcilerDeps, ReconcilerLimits } from '../reconciliation/reconciler-deps.ts';
import { quietReminders } from './quiet-reminders.ts';

const START = Date.parse('2026-03-01T12:00:00Z');
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type WorldOptions = { prices?: Prices; settleMs?: number; limits?: ReconcilerLimits };
const unchanged: Reading = (_query, page) => page;
type Made = Partial<HistoryItem> & { at?: number };
type Reading = (query: HistoryQuery, page: History) => History | Promise<History>;

/**
 * Reconciliations on a real Redis, with one clock that only the test moves, and Getty's history as a list in this process. Jobs are brought
 * into their states through the store.
 */
export async function historyWorld({ prices, settleMs = 60_000, limits }: WorldOptions = {}) {
  const redis = testRedis();
  let now = START;
  const clock = { now: () => now, sleep: async (ms: number) => void (now += ms) };
  const logger = createLogger({ name: 'test', level: 'silent' });
  const store: Store = openStore({
    url: redis.url,
    prefix: redis.prefix,
    role: 'worker',
    now: clock.now,
    logger,
    simulated: { connect: () => redisInTime(redis.url, clock.now, () => undefined), reminders: quietReminders() },
  });
  const raw = rawRedis(redis);

  /** Newest first. */
  const entries: HistoryItem[] = [];
  const asked: HistoryQuery[] = [];
  let reading = unchanged;
  let readItem = async (id: string): Promise<HistoryItem> => {
    const found = entries.find((entry) => entry.generation_request_id === id);
    if (!found) throw new NotFoundError('not there', { call: 'history_item', status: 404 });
    return found;
  };

  const getty: ReconcilerDeps['getty'] = {
    history: async (query) => {
      asked.push(query);
      const { from, to, page = 1, pageSize = 50 } = query;
      const within = entries.filter(({ generation_date: date }) => {
        const at = Date.parse(date ?? '');
        return Number.isNaN(at) || (at >= from.getTime() && at <= to.getTime());
      });
      const generations = within.slice((page - 1) * pageSize, page * pageSize);
      return reading(query, { resultCount: within.length, entryCount: generations.length, generations, unreadable: [] });
    },
    historyItem: (id) => readItem(id),
  };
  const ended: object[] = [];
  const delayed: number[] = [];
  const deps = (over: Partial<ReconcilerDeps> = {}) => ({
    store,
    getty,
    clock,
    policy: { paidTimeoutMs: 90_000, historySettleMs: settleMs },
    prices,
    retentionMs: 30 * DAY_MS,
    ...(limits && { limits }),
    events: {
      reconciliationEnded: (what: object) => void ended.push(what),
      reconciliationDelayed: ({ waitMs }: { waitMs: number }) => void delayed.push(waitMs),
    },
    ...over,
  });

  const accept = async (request: Partial<GenerationRequest>, tenant: string, price?: number): Promise<string> => {
    const id = newJobId();
    const full = { prompt: 'a fox', ...request };
    await store.jobs.accept({
      id,
      type: 'generation',
      tenant,
      request: full,
      createdAt: now,
      deadlineAt: deadlineUnsent(undefined, now),
      ...(price !== undefined && { price }),
    });
    return id;
  };
  /** A job with a paid call of this outcome. Returns it with the call's mark. */
  const paid = async (
    change: Change,
    { request = {}, tenant = 'acme', price }: { request?: Partial<GenerationRequest>; tenant?: string; price?: number | undefined } = {},
  ) => {
    const id = await accept(request, tenant, price);
    const pass = (await store.passes.begin(id, 1)) as Pass;
    const { intent } = await store.passes.intend(pass, 'generate');
    await store.passes.settle(pass, intent, change);
    return { id, intent, mark: `[darkroom:${intent}]`, at: now };
  };

  /** Adds an entry to Getty's history. */
  const list = ({ at = now, ...more }: Made = {}): string => {
    const id = more.generation_request_id ?? randomUUID();
    entries.unshift({
      generation_request_id: id,
      generation_date: new Date(at).toISOString(),
      prompt: 'a fox',
      notes: null,
      project_code: null,
      product_id: 1,
      generation_type: 'text_to_image',
      source: null,
      original_asset_id: null,
      images: [],
      ...more,
    });
    return id;
  };

  const world = {
    store,
    raw,
    keys: async () => (await raw.keys(`{${redis.prefix}}:*`)).map((key) => key.slice(redis.prefix.length + 3)),
    clock,
    entries,
    asked,
    ended,
    delayed,
    deps,
    list,
    accept,
    paid,
    goOn: (ms: number) => void (now += ms),
    /** Changes each page that Getty answers with; may throw. */
    onRead: (as: Reading) => void (reading = as),
    onReadItem: (as: typeof readItem) => void (readItem = as),
    /** A generation of ours that succeeded, and that Getty's history shows (unless `lost`). */
    made: async (
      request: Partial<GenerationRequest> = {},
      { tenant = 'acme', lost = false, entry = {}, price }: { tenant?: string; lost?: boolean; entry?: Made; price?: number } = {},
    ) => {
      const gettyId = randomUUID();
      const job = await paid(
        { status: 'succeeded', set: { getty_id: gettyId, accepted_at: now }, billing: { state: 'charged', because: 'getty_accepted' } },
        { request, tenant, price },
      );
      const { product_id = 1, project_code = null } = request;
      const prompt = promptOf(request) ?? 'a fox';
      if (!lost)
        list({ generation_request_id: gettyId, prompt, product_id, project_code: project_code ?? null, notes: job.mark, ...entry });
      now += 1_000;
      return { ...job, gettyId };
    },
    /** A generation of ours that is held: the outcome of its call is unknown. */
    held: async (request: Partial<GenerationRequest> = {}, { tenant = 'acme' }: { tenant?: string } = {}) => {
      const id = await accept(request, tenant);
      const pass = (await store.passes.begin(id, 1)) as Pass;
      const { intent } = await store.passes.intend(pass, 'generate');
      const at = now;
      const again = (await store.passes.begin(id, 1)) as Pass;
      const error = { code: 'outcome_unknown', message: 'not known', getty: null };
      await store.passes.advance(again, {
        status: 'held',
        event: 'generation.held',
        set: { error },
        billing: { state: 'unknown', because: 'outcome_unknown' },
      });
      now += 1_000;
      return { id, intent, mark: `[darkroom:${intent}]`, at };
    },
    /** Starts one of everything so far. */
    start: async (
      tenant: string | null = null,
      { from = START - HOUR_MS, to = now + 1 }: { from?: number; to?: number } = {},
    ): Promise<string> => {
      const started = await store.reconciliations.start({ tenant, from, to });
      if (typeof started === 'string') throw new Error(started);
      return started.record.id;
    },
    /** Lets workers run what is due, and time pass, until this one has ended. */
    run: async (id: string, over: Partial<ReconcilerDeps> = {}): Promise<Reconciliation> => {
      for (let rounds = 0; rounds < 2_000; rounds++) {
        await reconcileNext(deps(over));
        const found = await world.get(id);
        if (found.status !== 'running') return found;
        now = Math.max(now + 1_000, Date.parse(found.progress.resume_at ?? '') || 0);
      }
      throw new Error('It did not end');
    },
    get: async (id: string): Promise<Reconciliation> => presentReconciliation((await store.reconciliations.get(id))!),
    /** Starts and runs one. */
    reconcile: async (tenant: string | null = null, times: { from?: number; to?: number } = {}): Promise<Reconciliation> =>
      world.run(await world.start(tenant, times)),
    /** The newest of a tenant. */
    newest: async (tenant: string): Promise<Reconciliation | undefined> => {
      const { records } = await store.reconciliations.list({ tenant, limit: 1 });
      return records[0] && presentReconciliation(records[0]);
    },
    eventTypes: async (tenant: string): Promise<string[]> =>
      (await raw.xrange(`{${redis.prefix}}:feed:${tenant}`, '-', '+')).map(([, flat]) => flat[flat.lastIndexOf('event') + 1]!),
    async [Symbol.asyncDispose]() {
      await store.close();
      raw.disconnect();
      await redis[Symbol.asyncDispose]();
    },
  };
  return world;
}

/** The kinds and ids of differences, without order. */
export function foundIn({ differences }: Reconciliation): string[] {
  return differences
    .map(({ kind, generation_request_id: id, job_id, fields }: Difference) => [kind, id, job_id, ...fields].join(' '))
    .toSorted();
}
