import type { Difference, Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import { auditNote } from '../audit/author.ts';
import type { By } from '../audit/by.ts';
import { encodeIdempotency, ENDPOINT_KEYS_KEPT_MS, unlessReused } from '../idempotency/idempotency.ts';
import type { RunCommand } from '../lua/commands.ts';
import { instantText } from '../present/instant-text.ts';
import { newReconciliationId } from '../records/job-id.ts';
import { decodeReconciliation, type ReconciliationRecord } from '../records/reconciliation-record.ts';
import type { Fields } from '../redis/fields.ts';
import type { Keys } from '../redis/keys.ts';
import { readPage, type Page } from '../reading/page.ts';
import { readHashes } from '../reading/read-hashes.ts';
import { unwrap } from '../reading/unwrap.ts';

/** Reconciliations as callers start and read them. */
export type Reconciliations = ReturnType<typeof createReconciliations>;

/** `from` and `to` in ms. `tenant` null: of the account. */
export type NewReconciliation = { tenant: Tenant | null; from: number; to: number };

export type StartedReconciliation = { record: ReconciliationRecord; replayed: boolean };

/** How many of a tenant may run at a time: each costs calls to Getty. */
const MOST_OPEN = 3;
/** Differences in a list; one reconciliation shows all that are kept. */
const MOST_LISTED = 10;

export function createReconciliations({ redis, keys, run, now }: { redis: Redis; keys: Keys; run: RunCommand; now: () => number }) {
  /** `full`: as many as may run are running. `gone`: the one that was started under the key is no longer kept. */
  const start = async (wanted: NewReconciliation, { idempotency, author }: By = {}): Promise<StartedReconciliation | 'full' | 'gone'> => {
    const id = newReconciliationId();
    const at = now();
    const fields: Fields = {
      ...(wanted.tenant !== null && { tenant: wanted.tenant }),
      trigger: 'request',
      status: 'running',
      from: String(wanted.from),
      to: String(wanted.to),
      created_at: String(at),
    };
    const keyed = encodeIdempotency(idempotency, id, ENDPOINT_KEYS_KEPT_MS);
    const audit = auditNote(author, {
      action: 'reconciliation.start',
      target: { type: 'reconciliation', id },
      changes: { from: { after: instantText(wanted.from) }, to: { after: instantText(wanted.to) } },
    });
    const answer = unlessReused(await run('start_reconciliation', { now: at, id, fields, most: MOST_OPEN, idempotency: keyed, audit }));
    switch (answer.code) {
      case 'full':
        return 'full';
      case 'started':
        return { record: decodeReconciliation(id, answer.fields, []), replayed: false };
      case 'replayed': {
        const record = 'status' in answer.fields ? await get(answer.id) : null;
        return record ? { record, replayed: true } : 'gone';
      }
    }
  };

  /** With all differences that are kept. */
  const get = async (id: string): Promise<ReconciliationRecord | null> => {
    const [hash] = await readHashes(redis, [keys.reconciliation(id)]);
    if (!hash || !('status' in hash)) return null; // a tenant's part that is not published yet has no status
    return decodeReconciliation(id, hash, parse(await redis.lrange(keys.reconciliationDifferences(id), 0, -1)));
  };

  const getMany = async (ids: string[]): Promise<ReconciliationRecord[]> => {
    const hashes = await readHashes(redis, ids.map(keys.reconciliation));
    const pipeline = redis.pipeline();
    for (const id of ids) pipeline.lrange(keys.reconciliationDifferences(id), 0, MOST_LISTED - 1);
    const lists = ids.length === 0 ? [] : ((await pipeline.exec()) ?? []);
    return ids.flatMap((id, index) => {
      const hash = hashes[index]!;
      return 'status' in hash ? [decodeReconciliation(id, hash, parse(unwrap(lists[index]) as string[]))] : [];
    });
  };

  /** A tenant's, or all (`tenant` null), newest first, with a cursor. @throws CursorError if the cursor is not valid */
  const list = async (wanted: {
    tenant: Tenant | null;
    limit: number;
    cursor?: string | undefined;
  }): Promise<Page<ReconciliationRecord>> => {
    const index = wanted.tenant === null ? keys.allReconciliations : keys.reconciliations(wanted.tenant);
    return readPage({ run, now }, { indexes: [index], load: getMany, limit: wanted.limit, cursor: wanted.cursor });
  };

  /** What the account's last completed one found, and when (ms); null: none yet. */
  const last = async (): Promise<LastReconciliation | null> => {
    const fields = await redis.hgetall(keys.reconciliationLast);
    if (fields['at'] === undefined) return null;
    const [at, ours_only, getty_only, different] = [fields['at'], fields['ours_only'], fields['getty_only'], fields['different']].map(
      Number,
    );
    return { at: at!, differences: { ours_only: ours_only!, getty_only: getty_only!, different: different! } };
  };

  return { start, get, list, last };
}

export type LastReconciliation = { at: number; differences: Record<Difference['kind'], number> };

function parse(texts: string[]): Difference[] {
  return texts.map((text) => JSON.parse(text) as Difference);
}
