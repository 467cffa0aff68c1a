import { isFinal, type JobType } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import type { RunCommand } from '../lua/commands.ts';
import type { Keys } from '../redis/keys.ts';
import { readLimits, type LimitsNow } from './limits-now.ts';
import { placeInLine } from './place-in-line.ts';
import type { JobRecord } from '../records/record.ts';
import { isRedisAway } from '../redis/redis-away.ts';
import { timeLeft, type Place } from './time-left.ts';
import type { Took, TookLog } from '../records/took.ts';

/**
 * What can be said of a job's way to its end: its place in the fair line (1: next), where it waits for a generation's slot, and about how long
 * the rest will take, as long as recent jobs of its type took.
 */
export type Outlook = { position: number | null; etaMs: number | null };

export type Outlooks = ReturnType<typeof createOutlooks>;

/** How long one look at limits and durations is good. */
const GOOD_FOR_MS = 1_000;
/** Of how many jobs of its type. */
const LATEST = 200;

/** What outlooks are made of, the same for all jobs. `medianMs`: from Getty's acceptance to the end; null where nothing has ended yet. */
type Figures = { limits: LimitsNow; medianMs: Record<JobType, number | null> };

type Deps = { redis: Redis; keys: Keys; run: RunCommand; took: Pick<TookLog, 'latest'>; now: () => number };

export function createOutlooks(deps: Deps) {
  const { run, now } = deps;
  let looked: { figures: Promise<Figures>; at: number } | undefined;

  const figures = (): Promise<Figures> => {
    if (!looked || Math.abs(now() - looked.at) > GOOD_FOR_MS) {
      const look = { figures: readFigures(deps), at: now() };
      look.figures.catch(() => {
        if (looked === look) looked = undefined; // whoever waits for it is told; the next one looks again
      });
      looked = look;
    }
    return looked.figures;
  };

  /** The outlook of a job as it stands; null when there is none: it has ended, or is held. Costs one round trip. */
  const of = async (record: JobRecord): Promise<Outlook | null> => {
    if (!isOnItsWay(record)) return null;
    const [known, place] = await Promise.all([figures(), needsSlot(record) ? readPlace(run, record, now()) : null]);
    return tell(record, known, place);
  };

  /** The same from a look at most a second old, for answers that should cost nothing more: an estimate without position. */
  const about = async (record: JobRecord): Promise<Outlook | null> => {
    if (!isOnItsWay(record)) return null;
    try {
      const known = await figures();
      const outlook = tell(record, known, needsSlot(record) ? guessPlace(record, known.limits) : null);
      return outlook.etaMs === null ? null : { position: null, etaMs: outlook.etaMs };
    } catch (error) {
      if (isRedisAway(error)) return null; // what is asked for has been done, and is answered without an outlook
      throw error;
    }
  };

  const tell = (record: JobRecord, { limits, medianMs }: Figures, place: Place | null): Outlook => {
    const median = medianMs[record.type];
    return { position: place?.position ?? null, etaMs: median === null ? null : timeLeft(record, { limits, median, place, now: now() }) };
  };

  return { of, about };
}

function isOnItsWay({ status }: JobRecord): boolean {
  return !isFinal(status) && status !== 'held';
}

/** Whether it stands in the line of generations, or will as soon as a worker looks at it. */
function needsSlot({ type, status, reason, slot }: JobRecord): boolean {
  return type === 'generation' && status === 'queued' && slot === null && reason !== 'scheduled' && reason !== 'paused';
}

async function readPlace(run: RunCommand, { id, tenant, spec }: JobRecord, now: number): Promise<Place> {
  const { free, time, ahead, waiting } = await run('place', { now, id, tenant, priority: spec.request.priority ?? 0 });
  return { position: placeInLine(waiting, { tenant, time, ahead }), free };
}

/** As if all tenants had had their share alike, and the job came behind its tenant's others. */
function guessPlace({ tenant }: JobRecord, { pending }: LimitsNow): Place {
  const waiting = Object.entries(pending.waiting).map(([name, jobs]) => ({ tenant: name, time: 0, jobs }));
  const position = placeInLine(waiting, { tenant, time: 0, ahead: pending.waiting[tenant] ?? 0 });
  return { position, free: pending.limit - pending.taken };
}

async function readFigures({ redis, keys, took }: Pick<Deps, 'redis' | 'keys' | 'took'>): Promise<Figures> {
  const [limits, generations, downloads] = await Promise.all([
    readLimits(redis, keys),
    took.latest('generation', LATEST),
    took.latest('download', LATEST),
  ]);
  return { limits, medianMs: { generation: medianOf(generations), download: medianOf(downloads) } };
}

/** As long as it was until the end was known here. */
function medianOf(latest: Took[]): number | null {
  return latest.map(({ atMostMs }) => atMostMs).toSorted((a, b) => a - b)[latest.length >> 1] ?? null;
}
