import { holdsMark, isFinal, markedIntent, promptOf, type Candidate, type GenerationRequest } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import { calledAt, madeAt, MAY_HAVE_MADE_MS, type HistoryEntry } from './adoption.ts';
import type { Jobs } from './jobs.ts';
import type { Keys } from '../redis/keys.ts';
import { lookOf, looksLike } from './look.ts';
import type { JobRecord } from '../records/record.ts';

/** An entry with the fields to show. */
export type ShownEntry = HistoryEntry & { images: { is_blocked: boolean; preview_urls: Candidate['preview_urls'] }[] };

const MOST_SHOWN = 100;
/** An entry made within this time of the call was probably made by it, in ms. */
const NEAR_MS = 2 * 60_000;
const RANK = { certain: 0, likely: 1, possible: 2 };

/**
 * Finds generations in Getty's history that a held job may have paid for. Prompts of other tenants never leak: only entries with this job's
 * mark are shown, and unmarked ones of the same request that have no owner and cannot belong to another job. An operator (`showAll`) sees all
 * entries around the call that no other job owns or has marked.
 */
export function createCandidates({ redis, keys, jobs }: { redis: Redis; keys: Keys; jobs: Pick<Jobs, 'getMany' | 'ownersOf'> }) {
  return async (
    record: JobRecord,
    entries: ShownEntry[],
    { showAll }: { showAll: boolean },
  ): Promise<{ data: Candidate[]; complete: boolean }> => {
    const request = record.spec.request as GenerationRequest;
    const isMine = ({ notes }: ShownEntry) => markedIntent(notes)?.startsWith(`${record.id}.`) === true;
    const alike = entries.filter((entry) => isMine(entry) || (!holdsMark(entry.notes ?? '') && (showAll || looksLike(entry, request))));
    const owners = await jobs.ownersOf(alike.map((entry) => entry.generation_request_id));
    const others = showAll ? [] : await othersCalls(record);
    const mayBeOthers = (entry: ShownEntry) => others.some((at) => Math.abs(at - (madeAt(entry) ?? at)) <= MAY_HAVE_MADE_MS);

    const shown = alike.filter((entry) => {
      const owner = owners.get(entry.generation_request_id);
      return (owner === undefined || owner.jobId === record.id) && (isMine(entry) || !mayBeOthers(entry));
    });
    const distance = (entry: ShownEntry) => Math.abs((madeAt(entry) ?? 0) - calledAt(record));
    const data = shown
      .map((entry) => ({ candidate: toCandidate(record, entry), distance: distance(entry) }))
      .toSorted((a, b) => RANK[a.candidate.fit] - RANK[b.candidate.fit] || a.distance - b.distance)
      .map(({ candidate }) => candidate);
    return { data: data.slice(0, MOST_SHOWN), complete: data.length <= MOST_SHOWN };
  };

  /** When similar calls of other jobs without an outcome were made, in ms, except the tenant's own jobs that are held or have ended. */
  async function othersCalls(record: JobRecord): Promise<number[]> {
    const at = calledAt(record);
    const look = lookOf(record.spec.request);
    const reach = 4 * MAY_HAVE_MADE_MS;
    const flat = await redis.zrangebyscore(keys.unsettled(look), at - reach, at + reach, 'WITHSCORES');
    const calls = flat.flatMap((intent, index) => (index % 2 === 0 ? [{ job: intent.split('.')[0]!, at: Number(flat[index + 1]) }] : []));
    const records = new Map((await jobs.getMany([...new Set(calls.map(({ job }) => job))])).map((one) => [String(one.id), one]));
    return calls
      .filter(({ job }) => {
        const other = records.get(job);
        const own = other !== undefined && other.tenant === record.tenant && (other.status === 'held' || isFinal(other.status));
        return job !== record.id && !own;
      })
      .map((call) => call.at);
  }
}

function toCandidate(record: JobRecord, entry: ShownEntry): Candidate {
  const request = record.spec.request as GenerationRequest;
  const mark = markedIntent(entry.notes);
  const at = madeAt(entry);
  const near = at !== null && Math.abs(at - calledAt(record)) <= NEAR_MS;
  const alike = looksLike(entry, request);
  const ofThisCall = mark !== undefined && mark === record.intent?.id;
  const because: Candidate['because'] = [];
  if (mark !== undefined) because.push('mark');
  if (entry.prompt !== null && entry.prompt === promptOf(request)) because.push('prompt');
  if (request.product_id !== undefined && entry.product_id === request.product_id) because.push('product');
  if (near) because.push('time');
  return {
    generation_request_id: entry.generation_request_id,
    generated_at: at === null ? null : new Date(at).toISOString(),
    operation: 'generate',
    prompt: entry.prompt,
    notes: entry.notes,
    preview_urls: entry.images.filter(({ is_blocked }) => !is_blocked).flatMap(({ preview_urls }) => preview_urls),
    fit: ofThisCall ? 'certain' : mark !== undefined || (alike && near) ? 'likely' : 'possible',
    because,
  };
}
