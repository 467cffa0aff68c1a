import type { Redis } from 'ioredis';

import type { Copies } from '../archive/copies.ts';
import type { Audit } from '../audit/audit.ts';
import type { RunCommand } from '../lua/commands.ts';
import type { Deliveries } from '../webhooks/deliveries.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { History } from '../history/history.ts';
import type { Logger } from '../redis/logger.ts';
import type { Reminders } from '../reminders/reminders.ts';
import type { Budgets } from '../money/budgets.ts';
import { createPackEnded, PACKED_AFTER_MS } from '../packing/pack-ended.ts';
import type { StorageFormat } from '../redis/format.ts';
import { inTurn } from './in-turn.ts';
import { createTend, type TendOptions } from './tend.ts';
import { unlessAway } from '../redis/waiting/unless-away.ts';
import type { Watched } from '../redis/health/watchdog.ts';
import type { Keys } from '../redis/keys.ts';
import { createTrimFeeds } from './trim-feeds.ts';

/**
 * Repairs what was lost: reads only overdue records (never all) and reminds of them, ends unsent jobs after their deadline, and removes
 * what ended long ago. It runs in every worker; each finding is moved to a later time as it is read, so that sweepers share the work.
 */
export type SweepOptions = TendOptions & {
  /** How long ended jobs are kept, in ms. */
  retentionMs: number;
  /** Whether this process has an archive: else copies that nobody makes are given up. */
  hasArchive?: boolean;
  /** When an ended job is packed, in ms; without it, a day after its end. */
  packAfterMs?: number;
  /** Whether prompts and metadata of packed jobs are put into the search index; without it, they are. */
  searchIndex?: boolean;
  /** Runs a round; it returns how many jobs and deliveries needed work. */
  aroundRound?: (round: () => Promise<number>) => Promise<number>;
};

const EVERY_MS = 1_000;
/** The number of records for one command: some milliseconds of Redis where other programs share its core. */
const MOST = 100;
/** The most commands of one kind in a round. The rest is left to the next round, or to another sweep. */
const MOST_COMMANDS = 10;
/** Jobs and deliveries removed by one command, and commands per round: some milliseconds each, and 2,000 a second per worker. */
const RETIRED_AT_ONCE = 100;
const MOST_RETIRING = 20;
/** How long a woken job may take to begin before it is reminded again. */
const PATIENCE_MS = 1_500;
/** When an overdue record is checked again after a reminder; the longest interval for a job that waits for a worker. */
const AGAIN_MS = 30_000;
const LONGEST_MS = 10 * 60_000;
/** Jobs looked at by one command for files without an owner, and commands at a time: 10,000 jobs every 30 s in each worker. */
const ASSETS_AT_ONCE = 200;
const MOST_NOTING = 50;
/** Feeds of quiet tenants, and the audit, are trimmed so often; and files of an earlier version get their owners. */
const TRIM_EVERY_MS = 30_000;

export function createSweep(
  deps: {
    redis: Redis;
    keys: Keys;
    run: RunCommand;
    reminders: Reminders;
    jobs: Jobs;
    budgets: Budgets;
    deliveries: Deliveries;
    audit: Audit;
    copies: Copies;
    history: Pick<History, 'noteOnce'>;
    now: () => number;
    logger: Logger;
    format: StorageFormat;
  },
  options: SweepOptions,
) {
  const tend = createTend(deps, options);
  const trimFeeds = createTrimFeeds(deps);
  const packEnded = createPackEnded(deps, {
    retentionMs: options.retentionMs,
    searchIndex: options.searchIndex ?? true,
    packAfterMs: options.packAfterMs ?? PACKED_AFTER_MS,
  });
  const aroundRound = options.aroundRound ?? ((round) => round());
  let trimAt = deps.now() + TRIM_EVERY_MS;
  let timer: NodeJS.Timeout | undefined;
  let tendTimer: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> | undefined;
  let tending: Promise<void> | undefined;
  let stopped = false;
  let rounds = 0;

  /** Overdue jobs: ends unsent ones after their deadline, and reminds of the others. Returns their number. */
  const sweepJobs = async (): Promise<number> => {
    const now = deps.now();
    return inPortions(MOST, async () => {
      const operation = { now, most: MOST, patience: PATIENCE_MS, again: AGAIN_MS, longest: LONGEST_MS };
      const { woken, looked, found } = await deps.run('overdue', operation);
      const isExpired = ({ status, deadline_at }: (typeof found)[number]) => status === 'queued' && deadline_at <= now;
      await deps.reminders.remindWoken(woken);
      await deps.reminders.ensureMany(
        found.filter((job) => !isExpired(job)).map(({ type, id, run }) => ({ name: type, data: { id, run } })),
      );
      await Promise.all(found.filter(isExpired).map(({ id, type }) => deps.jobs.expire(id, type)));
      return { looked, done: found.length };
    });
  };

  /** Moves overdue deliveries of an earlier version into the notifiers' line. */
  const sweepDeliveries = async (): Promise<number> =>
    inPortions(MOST, async () => {
      const adopted = await deps.deliveries.adoptOverdue(MOST);
      return { looked: adopted, done: adopted };
    });

  /** Reminds of copies for the archive, and warns of downloads that are in none. */
  const sweepCopies = async (): Promise<number> => {
    for (let commands = 0; (await deps.copies.warnOnce({ most: MOST, retentionMs: options.retentionMs })) && commands < MOST_COMMANDS;)
      commands++;
    return inPortions(MOST, () => (options.hasArchive ? deps.copies.sweepOnce(MOST) : deps.copies.abandonOnce(MOST)));
  };

  /** Removes what ended long ago, a little in each command, so that others run in between. */
  const retire = async (): Promise<void> => {
    for (let commands = 0; commands < MOST_RETIRING; commands++) {
      const now = deps.now();
      const { left, gone } = await deps.run('retire', { now, before: now - options.retentionMs, most: RETIRED_AT_ONCE });
      await deps.reminders.forgetMany(gone.map(({ type, id, run }) => ({ name: type, data: { id, run } })));
      if (left !== 'more') return;
    }
  };

  /** What is looked at only every half a minute. */
  const sweepSeldom = async (): Promise<void> => {
    if (deps.now() < trimAt) return;
    trimAt = deps.now() + TRIM_EVERY_MS;
    await inTurn([
      trimFeeds,
      async () => {
        for (let commands = 0; (await deps.jobs.noteAssets(ASSETS_AT_ONCE)) && commands < MOST_NOTING; commands++);
      },
      async () => {
        for (let commands = 0; (await deps.audit.trim()) && commands < MOST_COMMANDS; commands++);
      },
    ]);
  };

  /** One round; returns how many jobs and deliveries needed work. */
  const sweepOnce = async (): Promise<number> => {
    let found = 0;
    const finding = (step: () => Promise<number>) => async () => void (found += await step());
    await inTurn([
      () => tend.tendOnce(),
      finding(sweepJobs),
      finding(sweepDeliveries),
      finding(sweepCopies),
      retire,
      ...packEnded.parts({ packs: deps.format !== 1 }),
      () => deps.history.noteOnce(),
      sweepSeldom,
    ]);
    return found;
  };

  const loop = () => {
    sweeping = aroundRound(sweepOnce)
      .then((count) => {
        if (count > 0) deps.logger.debug({ count }, 'sweep.reminded');
      })
      .catch((error: unknown) => {
        if (!stopped) deps.logger.warn({ error }, 'sweep.failed');
      })
      .finally(() => {
        rounds++;
        if (!stopped) timer = setTimeout(loop, EVERY_MS * (0.8 + Math.random() * 0.4));
      });
  };

  /** Runs separately, so that timed work does not wait for a long round. */
  const tendOn = () => {
    tending = tend
      .tendOnce()
      .catch((error: unknown) => {
        if (!stopped) deps.logger.warn({ error }, 'tend.failed');
      })
      .finally(() => {
        if (!stopped) tendTimer = setTimeout(tendOn, EVERY_MS * (0.8 + Math.random() * 0.4));
      });
  };

  const watched: Watched = { name: 'sweep', steps: () => rounds, hasWork: async () => true };

  return {
    ...watched,
    sweepOnce,
    tendOnce: tend.tendOnce,
    asked: tend.asked,
    start: async (): Promise<void> => {
      if (stopped) return;
      loop();
      tendOn();
    },
    stop: async (): Promise<void> => {
      stopped = true;
      clearTimeout(timer);
      clearTimeout(tendTimer);
      await unlessAway(deps.redis, Promise.all([sweeping, tending]));
      await tend.asked();
    },
  };
}

/** Repeats a command until it finds less than its limit. Returns how much was done. */
async function inPortions(most: number, look: () => Promise<{ looked: number; done: number }>): Promise<number> {
  let all = 0;
  for (let commands = 0; commands < MOST_COMMANDS; commands++) {
    const { looked, done } = await look();
    all += done;
    if (looked < most) break;
  }
  return all;
}
