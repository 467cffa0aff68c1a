import { randomUUID } from 'node:crypto';

import type { Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import type { RunCommand } from '../lua/commands.ts';
import { backfillPacked } from './backfill-packed.ts';
import type { ArchiveRecord } from '../records/job/archive-record.ts';
import { decodeRecord, type JobRecord } from '../records/job/record.ts';
import type { Fields } from '../redis/fields.ts';
import { WARNED_BEFORE_MS } from '../redis/constants.ts';
import type { Keys } from '../redis/keys.ts';
import type { Logger } from '../redis/logger.ts';
import { unlessAway } from '../redis/waiting/unless-away.ts';
import type { Reminders } from '../reminders/reminders.ts';

/** Copies into the archive as workers make them: taken with a lease, and ended or given back. See lua/shared/copies.lua. */
export type Copies = ReturnType<typeof createCopies>;

/**
 * A copy that this worker holds. `copy`: what the job has goes into the archive. `delete`: the job was removed, and its files with it. `tidy`: the
 * job was removed, and only what interrupted copies left goes.
 */
export type Copy = {
  id: string;
  what: 'copy' | 'delete' | 'tidy';
  tenant: Tenant;
  /** When the job was created, in ms: its files are named by that. */
  createdAt: number;
  /** Until then Getty has the file, in ms. */
  until: number;
  /** Tries that failed. */
  tries: number;
  holder: string;
  /** null if the job was removed. */
  record: JobRecord | null;
};

/** Without a renewal for so long, another worker goes on, in ms. */
export const COPY_LEASE_MS = 20_000;
/** How late a copy may be before the sweep looks for its reminder, and when it looks again. */
const OVERDUE_MS = 30_000;
const AGAIN_MS = 30_000;
const LONGEST_MS = 10 * 60_000;
/** A copy that nobody has looked at for so long has no archive any more. */
const ABANDONED_MS = 24 * 3_600_000;
/** Workers' clocks may differ by a few seconds. */
const SKEW_MS = 10_000;
/** Jobs that the backfill looks at in one command, and pending copies at which it waits: new ones are hardly delayed. */
const BACKFILL_AT_ONCE = 200;
const BACKFILL_PENDING = 100;
/** From the end of a round of the backfill to the next: a version without archives may have finished downloads meanwhile. */
const BACKFILL_AGAIN_MS = 6 * 3_600_000;

export function createCopies(deps: { redis: Redis; keys: Keys; run: RunCommand; reminders: Reminders; now: () => number; logger: Logger }) {
  const { redis, keys, run, reminders, now } = deps;

  /** A copy without a reminder stays due: the sweep reminds of it. */
  const remind = async (ids: string[]): Promise<void> => {
    try {
      await reminders.ensureMany(ids.map((id) => ({ name: 'archive', data: { id, run: 0 } })));
    } catch (error) {
      deps.logger.warn({ error, copies: ids.length }, 'reminders.left_to_sweep');
    }
  };

  return {
    /** Takes a copy that is due. A number: another worker may have it, for so many ms. */
    begin: async (id: string): Promise<Copy | number | 'missing'> => {
      const holder = randomUUID();
      const answer = await run('begin_copy', { now: now(), id, holder, lease: COPY_LEASE_MS });
      if (answer.code === 'missing') return 'missing';
      if (answer.code === 'taken') return answer.wait;
      return decodeCopy(id, holder, answer.copy, answer.record);
    },

    /** false: it is lost. What is not yet in its place must not get there. */
    renew: async ({ id, holder }: Copy): Promise<boolean> =>
      (await run('renew_copy', { now: now(), id, holder, lease: COPY_LEASE_MS })).code === 'renewed',

    /** Ends a copy. `lost`: another worker has it, or removes its files. `gone`: job and copy were removed, and nobody removes what this worker has stored. */
    end: async ({ id, holder }: Copy, archive?: ArchiveRecord): Promise<'ended' | 'lost' | 'gone'> => {
      const done = archive?.state === 'done' || undefined;
      return (await run('end_copy', { now: now(), id, holder, archive: archive && JSON.stringify(archive), done })).code;
    },

    /** Gives it back, to be tried again at an instant (ms). `archive`: what the job shows until then, if this was a try. */
    putOff: async ({ id, holder }: Copy, at: number, archive?: ArchiveRecord): Promise<void> =>
      void (await run('put_off_copy', { now: now(), id, holder, due: at + OVERDUE_MS, archive: archive && JSON.stringify(archive) })),

    /** Reminds of copies that nobody works on. Returns whether there may be more. */
    sweepOnce: async (most: number): Promise<{ looked: number; done: number }> => {
      const { looked, found } = await run('overdue_copies', { now: now(), most, again: AGAIN_MS, longest: LONGEST_MS });
      await remind(found);
      return { looked, done: found.length };
    },

    /** For a process without an archive: gives up copies that no process has looked at for a day. */
    abandonOnce: async (most: number): Promise<{ looked: number; done: number }> => {
      const at = now();
      const archive: ArchiveRecord = { state: 'failed', at, error: 'The archive was taken out of the settings' };
      const { count } = await run('abandon_copies', { now: at, before: at - ABANDONED_MS, most, archive: JSON.stringify(archive) });
      return { looked: count, done: count };
    },

    /** One portion of the backfill. `archive`: which one. Returns whether to go on at once. */
    backfillOnce: async ({ archive, previews, restart }: { archive: string; previews: boolean; restart?: boolean }): Promise<boolean> => {
      const answer = await run('backfill', {
        now: now(),
        archive,
        previews,
        most: BACKFILL_AT_ONCE,
        most_pending: BACKFILL_PENDING,
        again: BACKFILL_AGAIN_MS,
        restart: restart || undefined,
      });
      const last = answer.code === 'packed' ? await backfillPacked({ redis, keys, run, now }, { ...answer, archive, previews }) : answer;
      await reminders.remindWoken(last.woken).catch((error: unknown) => deps.logger.warn({ error }, 'reminders.left_to_sweep'));
      return last.code === 'stepped' || last.code === 'elsewhere';
    },

    /** Publishes `download.expiring` for downloads that will soon be gone. Returns whether there may be more. */
    warnOnce: async ({ most, retentionMs }: { most: number; retentionMs: number }): Promise<boolean> => {
      const at = now();
      const endedBefore = Math.min(at - retentionMs + WARNED_BEFORE_MS, at - SKEW_MS);
      return (await run('warn_expiring', { now: at, ended_before: endedBefore, most })).more;
    },

    /** Waits for work during a stop, but not for a Redis that is away. */
    finish: (work: Promise<void> | undefined): Promise<void> => unlessAway(redis, work),

    /** How many copies are pending, and since when the oldest is overdue (ms), or null. */
    pending: async (): Promise<{ count: number; overdueSince: number | null }> => {
      const [count, [, oldest]] = await Promise.all([redis.zcard(keys.copiesDue), redis.zrange(keys.copiesDue, '0', '0', 'WITHSCORES')]);
      const at = oldest === undefined ? Infinity : Number(oldest);
      return { count, overdueSince: at <= now() ? at : null };
    },
  };
}

function decodeCopy(id: string, holder: string, copy: Fields, record: Fields): Copy {
  return {
    id,
    holder,
    what: copy['what'] as Copy['what'],
    tenant: copy['tenant']!,
    createdAt: Number(copy['created_at']),
    until: Number(copy['until']),
    tries: Number(copy['tries'] ?? 0),
    record: 'id' in record ? decodeRecord(record) : null,
  };
}
