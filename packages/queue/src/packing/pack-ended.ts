import type { Redis } from 'ioredis';

import { keptTerms } from '../kept/terms.ts';
import type { CommandAnswer, RunCommand } from '../lua/commands.ts';
import { packedHead, packedSha1, packTexts, bodyWithoutDeadUrls, withoutDeadUrls, type JobTexts } from '../records/packed/packed-job.ts';
import { decodeRecord } from '../records/job/record.ts';
import { readPacked } from '../records/packed/read-texts.ts';
import { SHORT_KEY_LETTERS, WARNED_BEFORE_MS } from '../redis/constants.ts';
import { toFields, type Fields } from '../redis/fields.ts';
import type { Keys } from '../redis/keys.ts';
import type { Logger } from '../redis/logger.ts';
import type { Reminders } from '../reminders/reminders.ts';
import { readBody } from '../webhooks/delivery-log.ts';
import { readPackedEvents, type PackedEvent } from '../webhooks/packed-deliveries.ts';
import { packDeliveries } from './packed-bodies.ts';

/** When an ended job is packed by default, in ms: its URLs have expired by then, and its webhooks are mostly delivered. */
export const PACKED_AFTER_MS = 86_400_000;
/** Jobs in one command: about 2 ms of Redis. With 50 it was 8 ms. */
const AT_ONCE = 20;
/** Texts of deliveries that one command takes, about: a delivery has two, its event five. */
const MOST_TEXTS = 1_000;
/** Commands of each kind in a round: 1,000 jobs a second and worker. */
const MOST_COMMANDS = 50;

export type PackOptions = {
  /** How long ended jobs are kept, in ms. */
  retentionMs: number;
  /** When an ended job is packed, in ms. */
  packAfterMs: number;
  /** Whether prompts and metadata of packed jobs are in the search index. */
  searchIndex: boolean;
};

type Deps = { redis: Redis; keys: Keys; run: RunCommand; reminders: Reminders; now: () => number; logger: Logger };

/** The texts of a job as `read_to_pack` returns them. */
type Found = CommandAnswer<'read_to_pack'>['found'][number];

/** Packs what ended a day ago, and removes packed jobs after their retention. Both in portions, and any number of workers may do it side by side. */
export function createPackEnded({ redis, keys, run, reminders, now, logger }: Deps, options: PackOptions) {
  /** Where the next portion begins. Jobs that cannot be packed yet stay behind it, until the next walk. */
  let place: { at: number; id: string } | undefined;

  /** Packs a portion. Returns whether there may be more. */
  const packOnce = async (): Promise<boolean> => {
    const at = now();
    const read = await run('read_to_pack', { now: at, before: at - options.packAfterMs, most: AT_ONCE, ...(place && { place }) });
    place = read.at === null ? undefined : { at: read.at, id: read.last };
    if (read.found.length === 0) return place !== undefined;
    const ready = (await Promise.all(read.found.map((found) => packOne(found, at)))).filter((one) => one !== null);
    await run('pack_jobs', { now: at, jobs: ready.map(({ job }) => job) }, ...ready.map(({ packed }) => packed));
    return place !== undefined;
  };

  /** null: the job cannot be read. It stays as it is, and hinders no other. */
  const packOne = async (found: Found, at: number) => {
    const { id, stamp, spec, result } = found;
    try {
      const texts = {
        record: atRest(toFields(JSON.parse(found.record) as string[])),
        spec,
        result: result === '' ? null : withoutDeadUrls(result, at),
        timeline: JSON.parse(found.timeline) as string[],
      };
      const terms = keptTerms(decodeRecord({ ...texts.record, id, spec }), { search: options.searchIndex });
      const events = await withBodies(JSON.parse(found.deliveries) as string[], at);
      const packed = packTexts({ ...texts, deliveries: packDeliveries(id, texts, events) });
      return { job: { id, stamp, head: packedHead(texts.record), terms, warn_at: warnAt(texts.record) }, packed };
    } catch (error) {
      logger.warn({ error, job_id: id }, 'pack.skipped');
      return null;
    }
  };

  const withBodies = (deliveries: string[], at: number): Promise<PackedEvent[]> =>
    Promise.all(
      readPackedEvents(deliveries).map(async (event) => ({
        ...event,
        body: bodyWithoutDeadUrls((await readBody({ redis, keys }, event.event)) ?? '', at),
      })),
    );

  /** When a download that is not archived is warned of, before it is removed. Until a job is packed, the sweep finds it by its end. */
  const warnAt = ({ type, status, finished_at }: Fields): number | undefined =>
    type === 'download' && status === 'succeeded' ? Number(finished_at) + options.retentionMs - WARNED_BEFORE_MS : undefined;

  /** Removes packed jobs after their retention. Returns whether there may be more. */
  const retireOnce = async (): Promise<boolean> => {
    const at = now();
    const { ids } = await run('packed_due', { now: at, before: at - options.retentionMs, most: AT_ONCE });
    if (ids.length === 0) return false;
    const read: [string, JobTexts & { packed: Buffer }][] = [...(await readPacked({ redis, keys }, ids))];
    const jobs = read.map(([id, { packed, record, deliveries }]) => ({ id, sha1: packedSha1(packed), record, deliveries }));
    for (const some of inPortions(jobs)) {
      const { gone } = await run('retire_packed', { now: at, jobs: some });
      await reminders.forgetMany(gone.map(({ type, id, run: ran }) => ({ name: type, data: { id, run: ran } })));
    }
    return ids.length === AT_ONCE;
  };

  return {
    /** The parts of a round. `packs`: false where the format that is written has no packed jobs. */
    parts: ({ packs }: { packs: boolean }): (() => Promise<void>)[] =>
      (packs ? [retireOnce, packOnce] : [retireOnce]).map((once) => async () => {
        for (let commands = 1; (await once()) && commands < MOST_COMMANDS;) commands++;
      }),
  };
}

/** Jobs for one command each: fewer where they have many deliveries. */
function inPortions<Job extends Pick<JobTexts, 'deliveries'>>(jobs: Job[]): Job[][] {
  const portions: Job[][] = [];
  let texts = Infinity;
  for (const job of jobs) {
    texts += job.deliveries.length;
    if (texts > MOST_TEXTS) {
      portions.push([]);
      texts = job.deliveries.length;
    }
    portions.at(-1)!.push(job);
  }
  return portions;
}

/**
 * Without what no command needs of a job that ended a day ago: when it was last unpacked, its entry for retention, the token of its last command, and the rest of an idempotency
 * key that is shortened now (lua/shared/submission_keys.lua).
 */
function atRest({ unpacked: _unpacked, listed_end: _listedEnd, last_op: _lastOp, ...record }: Fields): Fields {
  return { ...record, ...(record['idempotency'] && { idempotency: record['idempotency'].slice(0, SHORT_KEY_LETTERS) }) };
}
