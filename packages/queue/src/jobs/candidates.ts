import { holdsMark, isFinal, markedIntent, mayHaveDone, operationOfType, promptOf, type Candidate } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import { calledAt, madeAt, MAY_HAVE_MADE_MS, type HistoryEntry } from './adoption.ts';
import type { Jobs } from './jobs.ts';
import type { Keys } from '../redis/keys.ts';
import { askedBy, isFromItsSource, looksLike, looksOf } from './look.ts';
import { unwrap } from '../reading/unwrap.ts';
import type { JobRecord } from '../records/job/record.ts';

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
    const asked = askedBy(record);
    const isMine = ({ notes }: ShownEntry) => markedIntent(notes)?.startsWith(`${record.id}.`) === true;
    const alike = entries.filter((entry) => isMine(entry) || (!holdsMark(entry.notes ?? '') && (showAll || looksLike(entry, asked))));
    const owners = await jobs.ownersOf(alike.map((entry) => entry.generation_request_id));
    const others = showAll ? new Map<string, number[]>() : await othersCalls(record, [...new Set(alike.flatMap(looksOf))]);
    const mayBeOthers = (entry: ShownEntry) =>
      looksOf(entry).some((look) => others.get(look)?.some((at) => Math.abs(at - (madeAt(entry) ?? at)) <= MAY_HAVE_MADE_MS));

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

  /** When calls of these looks without an outcome were made by other jobs, in ms, except the tenant's own jobs that are held or have ended. */
  async function othersCalls(record: JobRecord, looks: string[]): Promise<Map<string, number[]>> {
    if (looks.length === 0) return new Map();
    const at = calledAt(record);
    const reach = 4 * MAY_HAVE_MADE_MS;
    const pipeline = redis.pipeline();
    for (const look of looks) pipeline.zrangebyscore(keys.unsettled(look), at - reach, at + reach, 'WITHSCORES');
    const answers = ((await pipeline.exec()) ?? []).map((answer) => unwrap(answer) as string[]);
    const calls = answers.flatMap((flat, of) =>
      flat.flatMap((intent, n) => (n % 2 === 0 ? [{ look: looks[of]!, job: intent.split('.')[0]!, at: Number(flat[n + 1]) }] : [])),
    );
    const records = new Map((await jobs.getMany([...new Set(calls.map(({ job }) => job))])).map((one) => [String(one.id), one]));
    const found = new Map<string, number[]>();
    for (const { look, job, at: madeAtMs } of calls) {
      const other = records.get(job);
      const isOwn = other !== undefined && other.tenant === record.tenant && (other.status === 'held' || isFinal(other.status));
      if (job !== record.id && !isOwn) found.set(look, [...(found.get(look) ?? []), madeAtMs]);
    }
    return found;
  }
}

function toCandidate(record: JobRecord, entry: ShownEntry): Candidate {
  const asked = askedBy(record);
  const { request } = record.spec;
  const mark = markedIntent(entry.notes);
  const at = madeAt(entry);
  const near = at !== null && Math.abs(at - calledAt(record)) <= NEAR_MS;
  const alike = looksLike(entry, asked);
  const ofThisCall = mark !== undefined && mark === record.intent?.id;
  const because: Candidate['because'] = [];
  if (mark !== undefined) because.push('mark');
  if (entry.prompt !== null && entry.prompt === promptOf(request)) because.push('prompt');
  if (request.product_id !== undefined && entry.product_id === request.product_id) because.push('product');
  if (isFromItsSource(entry, asked)) because.push('source');
  if (near) because.push('time');
  return {
    generation_request_id: entry.generation_request_id,
    generated_at: at === null ? null : new Date(at).toISOString(),
    operation:
      record.operation !== null && mayHaveDone(entry.generation_type, record.operation)
        ? record.operation
        : operationOfType(entry.generation_type),
    prompt: entry.prompt,
    notes: entry.notes,
    preview_urls: entry.images.filter(({ is_blocked }) => !is_blocked).flatMap(({ preview_urls }) => preview_urls),
    fit: ofThisCall ? 'certain' : mark !== undefined || (alike && near) ? 'likely' : 'possible',
    because,
  };
}
