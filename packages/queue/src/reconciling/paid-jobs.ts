import { isFinal, type BillingState, type GenerationRequest, type JobId, type JobStatus, type Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import type { RunCommand } from '../lua/commands.ts';
import { BILLING_STATES } from '../redis/constants.ts';
import { readCount, readNumber, type Fields } from '../redis/fields.ts';
import type { Keys } from '../redis/keys.ts';
import { createKept } from '../kept/kept.ts';
import { readBoth } from '../kept/read-both.ts';
import type { ReadPlaces } from '../reading/page.ts';
import { readHashFields } from '../reading/read-hashes.ts';
import { readRecords, readRequests } from '../records/packed/read-texts.ts';

/** A generation's paid calls, for comparing them with Getty's history. Instants in ms. */
export type PaidJob = {
  id: JobId;
  tenant: Tenant;
  status: JobStatus;
  /** Getty's ids that belong to it: of this run last. */
  gettyIds: string[];
  /** Oldest first. */
  calls: PaidCall[];
  /** What each call costs, in millionths of the currency: fixed at acceptance. null: no price was set. */
  price: number | null;
  /** Getty's id of the generation that it is made from, if a job is its source and it is known. */
  sourceId: string | null;
  updatedAt: number;
  finishedAt: number | null;
};

/** One paid call. `mark`: the part of the intent behind the job's id; null if it is not known any more. */
export type PaidCall = { at: number; mark: string | null; state: BillingState; isUnderWay: boolean };

/** Where reading a tenant's jobs goes on: behind this one. */
export type JobPlace = { id: string; created_at: number };

const FIELDS = [
  'type',
  'tenant',
  'status',
  'getty_id',
  'past_ids',
  'calls',
  'attempts',
  'submitted_at',
  'updated_at',
  'finished_at',
  'billing',
  'intent',
  'last_intent',
  'price',
  'source_id',
];
/** Jobs read by one command, a few fields of each. */
const STEP = 250;

export type PaidJobs = ReturnType<typeof createPaidJobs>;

type Deps = { redis: Redis; keys: Keys; run: RunCommand; now: () => number };

export function createPaidJobs({ redis, keys, run, now }: Deps) {
  const kept = createKept({ redis, keys });

  /** Those of these jobs that exist and are generations. */
  const getMany = async (ids: string[]): Promise<PaidJob[]> => {
    const rows = await readHashFields(redis, ids.map(keys.job), FIELDS);
    const missing = ids.filter((_id, index) => rows[index]!.every((value) => value === null));
    const others = new Map((await readRecords({ redis, keys }, missing)).map((fields, index) => [missing[index]!, fields]));
    return ids.flatMap((id, index) => {
      const own = FIELDS.flatMap((name, at) => (rows[index]![at] === null ? [] : [[name, rows[index]![at]!]]));
      const fields = others.get(id) ?? Object.fromEntries(own);
      return fields['type'] === 'generation' ? [decodePaidJob(id as JobId, fields)] : [];
    });
  };

  const readLiving =
    (tenant: Tenant): ReadPlaces =>
    async ({ to, after, most }) => {
      const behind = after && { created_at: after.createdAt, id: after.id };
      const { lists } = await run('page', { now: now(), indexes: [keys.jobs(tenant)], most, to, ...(behind && { after: behind }) });
      const places = (lists[0] ?? []).map(({ id, created_at: createdAt }) => ({ id, createdAt }));
      return { places, isLast: places.length < most };
    };

  const readPlaces = (tenant: Tenant): ReadPlaces =>
    readBoth({
      living: readLiving(tenant),
      packed: kept.find({ tenant, types: ['generation'] }, [tenant]),
      unpackings: () => kept.unpackings([tenant]),
    });

  return {
    getMany,

    /** The requests of these jobs, by id. */
    requests: async (ids: string[]): Promise<Map<string, GenerationRequest>> => {
      const requests = ids.length === 0 ? [] : await readRequests({ redis, keys }, ids);
      return new Map(ids.flatMap((id, index) => (requests[index] ? [[id, readRequest(requests[index].spec)] as const] : [])));
    },

    /**
     * The next of a tenant's generations with a paid call, created before `to` and changed since `from` (ms), newest first. `looked`: how many
     * jobs were looked at. `next` is null at the end.
     */
    page: async ({ tenant, from, to, after }: { tenant: Tenant; from: number; to: number; after: JobPlace | undefined }) => {
      const behind = after && { id: after.id, createdAt: after.created_at };
      const { places, isLast } = await readPlaces(tenant)({ to, after: behind, most: STEP });
      const jobs = await getMany(places.map(({ id }) => id));
      const last = places.at(-1);
      return {
        jobs: jobs.filter(({ calls, updatedAt }) => calls.length > 0 && updatedAt >= from),
        looked: places.length,
        next: isLast || !last ? null : { id: last.id, created_at: last.createdAt },
      };
    },
  };
}

function decodePaidJob(id: JobId, fields: Fields): PaidJob {
  const status = fields['status'] as JobStatus;
  const past = fields['past_ids'] === undefined ? [] : fields['past_ids'].split(' ');
  const open = fields['intent']?.slice(id.length + 1);
  const calls = readMarkedCalls(fields, open).map((call) => ({
    ...call,
    isUnderWay: call.mark !== null && call.mark === open && call.state === 'unknown' && status !== 'held' && !isFinal(status),
  }));
  return {
    id,
    tenant: fields['tenant']!,
    status,
    gettyIds: fields['getty_id'] === undefined ? past : [...past, fields['getty_id']],
    calls,
    price: readNumber(fields['price']),
    sourceId: fields['source_id'] ?? null,
    updatedAt: Number(fields['updated_at'] ?? 0),
    finishedAt: readNumber(fields['finished_at']),
  };
}

/** As `calls_of` in bill.lua. */
function readMarkedCalls(fields: Fields, open: string | undefined): Omit<PaidCall, 'isUnderWay'>[] {
  const { calls, submitted_at: at, attempts, billing, last_intent: last } = fields;
  if (calls !== undefined) {
    return calls.split('|').map((text) => {
      const [calledAt, mark, state] = text.split(' ');
      return { at: Number(calledAt), mark: mark ?? null, state: BILLING_STATES[state!] as BillingState };
    });
  }
  if (readCount(attempts) === 0 || at === undefined || billing === undefined) return [];
  return [{ at: Number(at), mark: open ?? last?.replace('?', '') ?? null, state: billing as BillingState }];
}

function readRequest(spec: string): GenerationRequest {
  return (JSON.parse(spec) as { request: GenerationRequest }).request;
}
