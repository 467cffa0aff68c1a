import { createHash } from 'node:crypto';

import type { Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import type { RunCommand } from '../lua/commands.ts';
import type { ViewChange } from '../lua/commands/reconciliations/commands.ts';
import { newReconciliationId } from '../records/job-id.ts';
import { decodeReconciliation, type ReconciliationRecord } from '../records/reconciliation-record.ts';
import type { Fields } from '../redis/fields.ts';
import type { Keys } from '../redis/keys.ts';
import { unlessAway } from '../redis/waiting/unless-away.ts';

/** Reconciliations as workers run them: taken with a lease, and stored after each step, so that another worker can go on. */
export type ReconciliationWork = ReturnType<typeof createReconciliationWork>;

/** A reconciliation that this worker holds. `work`: where it stands; `steps`: how many steps were done. */
export type TakenReconciliation = { record: ReconciliationRecord; holder: string; steps: number; work: Fields };

/** What one step found. `set` and `work`: fields; in `work` the empty text removes one. `seen`: digests, see `digestOf`. */
export type ReconciliationStep = {
  set?: Fields;
  work: Fields;
  views?: ViewChange[];
  seen?: string[];
  /** Entries to add, by Getty's id, as JSON; and ids to remove. */
  strays?: Record<string, string>;
  noStrays?: string[];
  /** As JSON. */
  unseen?: string[];
  /** Forgets everything that was found before. */
  reset?: true;
};

/** Without a step for so long, another worker goes on. Longer than any call to Getty. */
const LEASE_MS = 60_000;
/** The daily one begins so long after midnight (UTC), when the day's last entries have arrived. */
const DAILY_DELAY_MS = 30 * 60_000;
const MOST_DIFFERENCES = 1_000;
const DIGEST_CHARACTERS = 11;
/** Stray entries in one portion, and unseen calls. */
const PORTION = 500;

export function createReconciliationWork({ redis, keys, run, now }: { redis: Redis; keys: Keys; run: RunCommand; now: () => number }) {
  const operation = ({ record: { id }, holder }: TakenReconciliation) => ({ now: now(), id, holder });

  return {
    /** Takes one that is due, or null. `holder`: unique for this turn. */
    take: async (holder: string): Promise<TakenReconciliation | null> => {
      const taken = await run('take_reconciliation', {
        now: now(),
        holder,
        lease: LEASE_MS,
        daily: newReconciliationId(),
        delay: DAILY_DELAY_MS,
      });
      if (taken.code === 'none') return null;
      const [fields, work] = await Promise.all([
        redis.hgetall(keys.reconciliation(taken.id)),
        redis.hgetall(keys.reconciliationWork(taken.id)),
      ]);
      return { record: decodeReconciliation(taken.id, fields, []), holder, steps: Number(work['step'] ?? 0), work };
    },

    /** Stores a step. Returns it as taken now, or null: another worker holds it. */
    step: async (taken: TakenReconciliation, step: ReconciliationStep): Promise<TakenReconciliation | null> => {
      const answer = await run('step_reconciliation', {
        ...operation(taken),
        step: taken.steps,
        lease: LEASE_MS,
        set: step.set ?? {},
        work: step.work,
        views: step.views ?? [],
        most: MOST_DIFFERENCES,
        seen: step.seen && step.seen.length > 0 ? step.seen.join('') : undefined,
        strays: step.strays,
        no_strays: step.noStrays,
        unseen: step.unseen,
        reset: step.reset,
      });
      if (answer.code === 'lost') return null;
      const left = Object.entries({ ...taken.work, ...step.work }).filter(([, value]) => value !== '');
      const scope = (step.set?.['scope'] ?? taken.record.scope) as ReconciliationRecord['scope'];
      return { ...taken, steps: taken.steps + 1, work: Object.fromEntries(left), record: { ...taken.record, scope } };
    },

    /** Gives it back; any worker goes on in `waitMs`. */
    putOff: async (taken: TakenReconciliation, waitMs: number, work: Fields = {}): Promise<void> =>
      void (await run('put_off_reconciliation', { ...operation(taken), wait: Math.ceil(waitMs), work })),

    /** Ends it and publishes the parts of tenants. false: another worker holds it. */
    end: async (taken: TakenReconciliation, error?: NonNullable<ReconciliationRecord['error']>): Promise<boolean> => {
      for (;;) {
        const answer = await run('end_reconciliation', {
          ...operation(taken),
          status: error ? 'failed' : 'completed',
          error: error && JSON.stringify(error),
        });
        if (answer.code !== 'more') return answer.code === 'ended';
      }
    },

    /** The digests of everything that Getty has shown. */
    seen: async (id: string): Promise<Set<string>> => {
      const digests = new Set<string>();
      for (let at = 0; ; at += PORTION) {
        const texts = await redis.lrange(keys.reconciliationSeen(id), at, at + PORTION - 1);
        for (const text of texts) {
          for (let from = 0; from < text.length; from += DIGEST_CHARACTERS) digests.add(text.slice(from, from + DIGEST_CHARACTERS));
        }
        if (texts.length < PORTION) return digests;
      }
    },

    /** All entries without a record, by Getty's id, as JSON. */
    strays: async (id: string): Promise<Map<string, string>> => {
      const found = new Map<string, string>();
      let cursor = '0';
      do {
        const [next, flat] = await redis.hscan(keys.reconciliationStrays(id), cursor, 'COUNT', PORTION);
        for (let at = 0; at + 1 < flat.length; at += 2) found.set(flat[at]!, flat[at + 1]!);
        cursor = next;
      } while (cursor !== '0');
      return found;
    },

    /** Some calls that Getty has not shown, from a place on, as JSON. */
    unseen: async (id: string, from: number, most: number): Promise<string[]> =>
      redis.lrange(keys.reconciliationUnseen(id), from, from + most - 1),

    /** Waits for a step during a stop, but not for a Redis that is away: another worker goes on after the lease. */
    finish: (step: Promise<void> | undefined): Promise<void> => unlessAway(redis, step),
  };
}

/** A short form of a Getty id, or of a job's paid call: 66 bits, so that among a million of them hardly two are alike. */
export function digestOf(text: string): string {
  return createHash('sha1').update(text).digest('base64url').slice(0, DIGEST_CHARACTERS);
}

/** The id of a tenant's part of a reconciliation of the account: always the same. */
export function partId(reconciliation: string, tenant: Tenant): string {
  return `rec_${createHash('sha256').update(`${reconciliation}\n${tenant}`).digest('hex').slice(0, 32)}`;
}
