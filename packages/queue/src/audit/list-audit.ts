import type { AuditEntry, Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import { matchesAudit, looksAtEntry, type AuditFilter } from './audit-filter.ts';
import { decodeEntry, type StoredEntry } from './decode-entry.ts';
import { CursorError, READ_FOR_MS, withReadingTime, type Page } from '../reading/page.ts';
import { unwrap } from '../reading/unwrap.ts';
import { AUDIT_KEPT_MS } from '../redis/constants.ts';
import type { Keys } from '../redis/keys.ts';
import { isRedisAway } from '../redis/waiting/redis-away.ts';

/** `tenant`: whose entries; null: of all tenants, and those that concern none. `from`, `to`: instants (ms), both included. */
export type AuditWanted = AuditFilter & {
  tenant: Tenant | null;
  from?: number | undefined;
  to?: number | undefined;
  limit: number;
  cursor?: string | undefined;
};

type Deps = { redis: Redis; keys: Keys; now: () => number };
type Placed = { tenant: Tenant; entry: StoredEntry };

/** Entries read in one step, most of which may not match. */
const STEP = 250;

/** A page of the audit, newest first; it may be short, or empty, and have a next one if reading took long. @throws CursorError */
export async function listAudit(deps: Deps, wanted: AuditWanted): Promise<Page<AuditEntry>> {
  return withReadingTime(() => readSteps(deps, wanted));
}

async function readSteps(deps: Deps, wanted: AuditWanted): Promise<Page<AuditEntry>> {
  const until = deps.now() + READ_FOR_MS;
  const most = looksAtEntry(wanted) ? STEP : wanted.limit + 1;
  const records: AuditEntry[] = [];
  const range = rangeOf(wanted, deps.now());
  if (range === 'empty') return { records, nextCursor: null };
  let { end } = range;
  let place: string | undefined;
  do {
    const step = await readStep(deps, { tenant: wanted.tenant, start: range.start, end, most }).catch((error: unknown) => {
      if (place === undefined || !isRedisAway(error)) throw error;
      return undefined; // time is over, or Redis went away: what was read is still a page
    });
    if (step === undefined) break;
    for (const [index, { id, found }] of step.entries()) {
      const entry = found && decodeEntry(found.tenant, found.entry);
      if (entry && matchesAudit(entry, wanted)) records.push(entry);
      const isLast = index === step.length - 1 && step.length < most;
      if (records.length === wanted.limit) return { records, nextCursor: isLast ? null : encodeCursor(id) };
    }
    if (step.length < most) return { records, nextCursor: null };
    place = step.at(-1)!.id;
    end = `(${place}`;
  } while (deps.now() < until);
  return { records, nextCursor: encodeCursor(place!) };
}

/** Ids of Redis' streams, newest first: from `end` to `start`, both included. */
function rangeOf({ from = 0, to, cursor }: AuditWanted, now: number): { start: string; end: string } | 'empty' {
  const start = Math.max(from, Math.floor(now - AUDIT_KEPT_MS), 0);
  if (to !== undefined && to < start) return 'empty';
  const place = cursor === undefined ? undefined : decodeCursor(cursor);
  const isWithin = place !== undefined && (to === undefined || Number(place.split('-')[0]) <= to);
  return { start: String(start), end: isWithin ? `(${place}` : to === undefined ? '+' : String(to) };
}

type Step = { tenant: Tenant | null; start: string; end: string; most: number };

/** The next entries. `found` is missing if it was removed while it was read. */
async function readStep({ redis, keys }: Deps, step: Step): Promise<{ id: string; found: Placed | undefined }[]> {
  const { tenant, start, end, most } = step;
  const listed = (await redis.xrevrange(tenant === null ? keys.auditLog : keys.audit(tenant), end, start, 'COUNT', most)) as StoredEntry[];
  if (tenant !== null) return listed.map((entry) => ({ id: entry[0], found: { tenant, entry } }));
  const pipeline = redis.pipeline();
  for (const [id, flat] of listed) pipeline.xrange(keys.audit(flat[1]!), id, id);
  const answers = listed.length === 0 ? [] : ((await pipeline.exec()) ?? []);
  return listed.map(([id, flat], index) => {
    const [entry] = unwrap(answers[index]) as StoredEntry[];
    return { id, found: entry && { tenant: flat[1]!, entry } };
  });
}

function encodeCursor(id: string): string {
  return Buffer.from(id).toString('base64url');
}

function decodeCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (!/^\d{1,15}-\d{1,19}$/.test(id)) throw new CursorError();
  return id;
}
