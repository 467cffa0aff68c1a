import type { TimelineEntry } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import type { Fields } from '../../redis/fields.ts';
import type { Keys } from '../../redis/keys.ts';
import { unwrap } from '../../reading/unwrap.ts';
import { withLooks } from './looks.ts';
import { unpackTexts, type JobTexts } from './packed-job.ts';

/** What is constant of a job, as JSON; null without a result. */
export type RequestTexts = Pick<JobTexts, 'spec' | 'result'>;

type Source = { redis: Redis; keys: Keys };

/**
 * The fields of these records with `id`, `spec` and `result`, as `decodeRecord` takes them, in the given order; null if there is no such job.
 * `likely`: what most of them are, which is looked for first.
 */
export async function readRecords(source: Source, ids: string[], likely: 'living' | 'packed' = 'living'): Promise<(Fields | null)[]> {
  const texts = await livingOrPacked(source, ids, { readOwn: readLiving, likely });
  return texts.map((found, index) => {
    if (!found) return null;
    const { record, spec, result } = found;
    return { ...record, id: ids[index]!, spec, ...(result === null ? {} : { result }) };
  });
}

/** The requests and results of these jobs, in the given order; null if there is no such job. */
export async function readRequests(source: Source, ids: string[]): Promise<(RequestTexts | null)[]> {
  const readOwn = async ({ redis, keys }: Source, wanted: string[]): Promise<(RequestTexts | null)[]> => {
    const texts = await redis.mget(wanted.flatMap((id) => [keys.spec(id), keys.result(id)]));
    return wanted.map((_id, index) => {
      const spec = texts[2 * index] ?? null;
      return spec === null ? null : { spec, result: texts[2 * index + 1] ?? null };
    });
  };
  return livingOrPacked(source, ids, { readOwn });
}

/** The entries of a job's timeline, oldest first, with polls that only its record has counted. */
export async function readTimeline(source: Source, id: string): Promise<TimelineEntry[]> {
  const readOwn = async ({ redis, keys }: Source): Promise<(Pick<JobTexts, 'timeline' | 'record'> | null)[]> => {
    // In one step: polls that the record has counted may become an entry.
    const answers = (await redis.multi().lrange(keys.timeline(id), 0, -1).hget(keys.job(id), 'looks').exec()) ?? [];
    const [timeline, looks] = answers.map(unwrap) as [string[], string | null];
    // That of a job that was just accepted is empty, too.
    return [timeline.length > 0 || looks !== null ? { timeline, record: looks === null ? {} : { looks } } : null];
  };
  const [found] = await livingOrPacked(source, [id], { readOwn });
  const entries = (found?.timeline ?? []).map((entry) => JSON.parse(entry) as TimelineEntry);
  return withLooks(entries, found?.record['looks'] ?? null);
}

/** The whole texts of those of these jobs that are packed, and the packed values. */
export async function readPacked({ redis, keys }: Source, ids: string[]): Promise<Map<string, JobTexts & { packed: Buffer }>> {
  if (ids.length === 0) return new Map();
  const values = await redis.mgetBuffer(ids.map(keys.packed));
  return new Map(
    ids.flatMap((id, index) => (values[index] ? [[id, { ...unpackTexts(values[index]), packed: values[index] }] as const] : [])),
  );
}

/**
 * Reads something of each job from its own keys, else from its packed form, and then from its own keys again: it may have been packed, or unpacked, in
 * between. Where most are packed, the other way round.
 */
async function livingOrPacked<Found extends Partial<JobTexts>>(
  source: Source,
  ids: string[],
  { readOwn, likely = 'living' }: { readOwn: (source: Source, ids: string[]) => Promise<(Found | null)[]>; likely?: 'living' | 'packed' },
): Promise<(Found | null)[]> {
  const found: (Found | null)[] = ids.map(() => null);
  const readOthers = async (_source: Source, missing: string[]): Promise<(Found | null)[]> => {
    const packed = await readPacked(source, missing);
    return missing.map((id) => (packed.get(id) as Found | undefined) ?? null);
  };
  const order = likely === 'living' ? [readOwn, readOthers, readOwn] : [readOthers, readOwn, readOthers];
  for (const read of order) {
    const missing = ids.flatMap((_id, index) => (found[index] ? [] : [index]));
    if (missing.length === 0) break;
    const more = await read(
      source,
      missing.map((index) => ids[index]!),
    );
    for (const [place, index] of missing.entries()) found[index] = more[place]!;
  }
  return found;
}

async function readLiving({ redis, keys }: Source, ids: string[]): Promise<(Pick<JobTexts, 'record' | 'spec' | 'result'> | null)[]> {
  const pipeline = redis.pipeline();
  for (const id of ids) pipeline.hgetall(keys.job(id)).mget(keys.spec(id), keys.result(id));
  const answers = ((await pipeline.exec()) ?? []).map(unwrap);
  return ids.map((_id, index) => {
    const record = answers[index * 2] as Fields;
    const [spec, result] = answers[index * 2 + 1] as (string | null)[];
    // Packing deletes all of it at once: a record without a request was packed while it was read.
    return 'status' in record && spec ? { record, spec, result: result ?? null } : null;
  });
}
