import type { AuditEntry, Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import { auditNote, type Author, type Deed } from './author.ts';
import { listAudit, type AuditWanted } from './list-audit.ts';
import type { RunCommand } from '../lua/commands.ts';
import type { Page } from '../reading/page.ts';
import type { Keys } from '../redis/keys.ts';

/** Who did what, kept for 13 months. Most entries are written by the commands that act; see lua/shared/audit.lua. */
export type Audit = ReturnType<typeof createAudit>;

/** Entries removed by one command: a few milliseconds of Redis. */
const TRIMMED_AT_ONCE = 1_000;

export function createAudit({ redis, keys, run, now }: { redis: Redis; keys: Keys; run: RunCommand; now: () => number }) {
  return {
    /** Notes what is no command of its own, such as reading a secret. When it returns, Redis has the entry. */
    note: async (author: Author, deed: Deed & { tenant: Tenant | null; once: string }): Promise<void> => {
      await run('audit', { now: now(), audit: auditNote(author, deed)! });
    },
    /** Entries, newest first, with a cursor. @throws CursorError if the cursor is not valid */
    list: (wanted: AuditWanted): Promise<Page<AuditEntry>> => listAudit({ redis, keys, now }, wanted),
    /** How many entries there are, of all tenants. */
    count: (): Promise<number> => redis.xlen(keys.auditLog),
    /** Removes some of what is older than it is kept; returns whether there may be more. */
    trim: async (most = TRIMMED_AT_ONCE): Promise<boolean> => (await run('trim_audit', { now: now(), most })).count === most,
  };
}
