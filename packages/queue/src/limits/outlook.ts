import { isFinal, type JobType, type QueuedReason, type Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import type { RunCommand } from '../lua/commands.ts';
import type { Keys } from '../redis/keys.ts';
import { readLimits, type LimitsNow } from './limits-now.ts';
import { placeInLine } from './place-in-line.ts';
import type { JobRecord } from '../records/job/record.ts';
import { isRedisAway } from '../redis/waiting/redis-away.ts';
import { timeLeft, type Place } from './time-left.ts';
import type { ProcessingTime, ProcessingTimes } from '../records/job/processing-time.ts';
import { WORK_KINDS, workKindOf, type WorkKind } from '../records/job/work-kind.ts';

/**
 * Estimates for a job: its position in the fair line (1: next) if it waits for a generation's slot, and the remaining time, based on recent
 * jobs of its kind.
 */
export type Outlook = { position: number | null; etaMs: number | null };

export type Outlooks = ReturnType<typeof createOutlooks>;

/** How long one reading of limits and durations is used. */
const GOOD_FOR_MS = 1_000;
/** The number of jobs of its kind that count. */
const LATEST = 200;

/**
 * The basis of all outlooks. `medianMs`: from Getty's acceptance to the end, of the kinds of which a job has ended. `unbegun`: how many jobs of each
 * tenant wait for their first pass, about.
 */
type Figures = { limits: LimitsNow; medianMs: ReadonlyMap<WorkKind, number>; unbegun: Record<JobType, Unbegun> };

type Unbegun = ReadonlyMap<Tenant, number>;

type Deps = { redis: Redis; keys: Keys; run: RunCommand; processingTimes: Pick<ProcessingTimes, 'latest'>; now: () => number };

export function createOutlooks(deps: Deps) {
  const { run, now, redis, keys } = deps;
  let looked: { figures: Promise<Figures>; at: number } | undefined;

  const figures = (): Promise<Figures> => {
    if (!looked || Math.abs(now() - looked.at) > GOOD_FOR_MS) {
      const look = { figures: readFigures(deps), at: now() };
      look.figures.catch(() => {
        if (looked === look) looked = undefined; // waiting callers get the error; the next one reads again
      });
      looked = look;
    }
    return looked.figures;
  };

  /** The outlook of a job; null if it has ended, or is held. Costs one round trip. */
  const of = async (record: JobRecord): Promise<Outlook | null> => {
    if (!isOnItsWay(record)) return null;
    const [known, place, begunFirst] = await Promise.all([
      figures(),
      needsSlot(record) ? readPlace(run, record, now()) : null,
      isUnbegunDownload(record) ? readBegunFirst(redis, keys, record) : null,
    ]);
    return estimate(record, known, { place, begunFirst });
  };

  /**
   * The same from a reading at most a second old, for answers that must cost nothing more: an estimate without position. `ahead`: further jobs of
   * the tenant that would stand in line before it.
   */
  const about = async (record: JobRecord, ahead = 0): Promise<Outlook | null> => {
    if (!isOnItsWay(record)) return null;
    try {
      const known = await figures();
      const outlook = estimate(record, known, {
        place: needsSlot(record) ? guessPlace(record, known, ahead) : null,
        begunFirst: isUnbegunDownload(record) ? guessBegunFirst(record, known, ahead) : null,
      });
      return outlook.etaMs === null ? null : { position: null, etaMs: outlook.etaMs };
    } catch (error) {
      if (isRedisAway(error)) return null; // the request itself is done, and is answered without an outlook
      throw error;
    }
  };

  const estimate = (record: JobRecord, { limits, medianMs }: Figures, { place, begunFirst }: Ahead): Outlook => {
    // An operation that nobody has used yet takes about as long as other generations.
    const median = medianMs.get(workKindOf(record)) ?? medianMs.get(record.type) ?? null;
    // When its source ends is another job's outlook. Only the next period of a budget is known to bring units; one without periods may never have some.
    if (record.reason === 'source' || (record.reason === 'budget' && record.resumeAt === null)) return { position: null, etaMs: null };
    if (median === null) return { position: place?.position ?? null, etaMs: null };
    // Those that a worker has begun already wait in the line for turns.
    const sentFirst = begunFirst === null ? 0 : begunFirst + limits.queries.waiting.paid;
    return { position: place?.position ?? null, etaMs: timeLeft(record, { limits, median, place, sentFirst, now: now() }) };
  };

  return { of, about };
}

function isOnItsWay({ status }: JobRecord): boolean {
  return !isFinal(status) && status !== 'held';
}

/** What a queued job waits for outside the line of generations. */
const ELSEWHERE = new Set<QueuedReason>(['scheduled', 'paused', 'budget', 'source']);

/** Whether it is in the line of generations, or will be at its next pass. */
function needsSlot({ type, status, reason, slot }: JobRecord): boolean {
  return type === 'generation' && status === 'queued' && slot === null && !(reason !== null && ELSEWHERE.has(reason));
}

/** What stands before a job: a place in the line of generations, or the number of downloads that begin before it. */
type Ahead = { place: Place | null; begunFirst: number | null };

function isUnbegunDownload({ type, status, reason }: JobRecord): boolean {
  return type === 'download' && status === 'queued' && reason === null;
}

async function readBegunFirst(redis: Redis, keys: Keys, { id, run }: JobRecord): Promise<number> {
  return (await redis.zrank(prioritized(keys, 'download'), `${id}.${run}`)) ?? 0;
}

function guessBegunFirst({ tenant }: JobRecord, { unbegun: { download } }: Figures, more: number): number {
  const waiting = [...download].map(([name, jobs]) => ({ tenant: name, time: 0, jobs }));
  return placeInLine(waiting, { tenant, time: 0, ahead: (download.get(tenant) ?? 0) + more }) - 1;
}

/** A job that has not begun joins the line after those that begin before it. */
async function readPlace(command: RunCommand, { id, run, tenant, spec }: JobRecord, now: number): Promise<Place> {
  const { unbegun, free, time, ahead, waiting } = await command('place', { now, id, run, tenant, priority: spec.request.priority ?? 0 });
  return { position: unbegun + placeInLine(waiting, { tenant, time, ahead }), free };
}

/** Assumes that all tenants had equal shares, and that the job is the last of its tenant, behind `more` that are not in line yet. */
function guessPlace({ tenant }: JobRecord, { limits: { pending }, unbegun: { generation: unbegun } }: Figures, more: number): Place {
  const jobsOf = (name: Tenant) => (pending.waiting[name] ?? 0) + (unbegun.get(name) ?? 0);
  const tenants = new Set([...Object.keys(pending.waiting), ...unbegun.keys()]);
  const waiting = [...tenants].map((name) => ({ tenant: name, time: 0, jobs: jobsOf(name) }));
  return { position: placeInLine(waiting, { tenant, time: 0, ahead: jobsOf(tenant) + more }), free: pending.limit - pending.taken };
}

async function readFigures({ redis, keys, processingTimes }: Pick<Deps, 'redis' | 'keys' | 'processingTimes'>): Promise<Figures> {
  const [limits, generation, download, ...medians] = await Promise.all([
    readLimits(redis, keys),
    readUnbegun(redis, keys, 'generation'),
    readUnbegun(redis, keys, 'download'),
    ...WORK_KINDS.map(async (kind) => [kind, medianOf(await processingTimes.latest(kind, LATEST))] as const),
  ]);
  const medianMs = new Map(medians.flatMap(([kind, median]) => (median === null ? [] : [[kind, median] as const])));
  return { limits, unbegun: { generation, download }, medianMs };
}

/** By each tenant's last virtual time in the line of new jobs, less that of the first in line (see `reminders.lua`). */
async function readUnbegun(redis: Redis, keys: Keys, type: JobType): Promise<Unbegun> {
  const [first, last] = await Promise.all([
    redis.zrange(prioritized(keys, type), '0', '0', 'WITHSCORES'),
    redis.hgetall(keys.reminderTimes(type)),
  ]);
  const now = first[1];
  if (now === undefined) return new Map();
  return new Map(Object.entries(last).map(([tenant, time]) => [tenant, Math.max(0, Number(time) - Number(now))]));
}

function prioritized(keys: Keys, type: JobType): string {
  return `${keys.bull}:${type}:prioritized`;
}

/** Measured until the end was known here. */
function medianOf(latest: ProcessingTime[]): number | null {
  return latest.map(({ atMostMs }) => atMostMs).toSorted((a, b) => a - b)[latest.length >> 1] ?? null;
}
