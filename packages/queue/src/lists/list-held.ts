import type { Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import { decodeCursor, encodeCursor, isBehind, newestFirst, type Listed, type Page } from '../reading/page.ts';
import { tenantsOf } from '../reading/read-tenants.ts';
import { unwrap } from '../reading/unwrap.ts';
import type { JobRecord } from '../records/job/record.ts';
import type { Keys } from '../redis/keys.ts';

/** `tenant`: null: of all. */
export type HeldWanted = { tenant: Tenant | null; limit: number; cursor?: string | undefined };

type Deps = { redis: Redis; keys: Keys; getMany: (ids: string[]) => Promise<JobRecord[]> };

/**
 * A page of the held jobs of a tenant, or of all, oldest first: people decide about them in that order. Nothing packed is held. @throws
 * CursorError
 */
export async function listHeld(deps: Deps, { tenant, limit, cursor }: HeldWanted): Promise<Page<JobRecord>> {
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  const tenants = await tenantsOf(deps, tenant);
  const lists = tenants.map((name) => deps.keys.status(name, 'held'));
  const places = (await readFrom(deps, lists, { after, most: limit + 1 })).toSorted(oldestFirst);
  const shown = places.slice(0, limit);
  const records = await deps.getMany(shown.map(({ id }) => id));
  return {
    // One may have moved on since its list was read.
    records: records.filter(({ status }) => status === 'held'),
    nextCursor: places.length > limit ? encodeCursor(shown.at(-1)!) : null,
  };
}

/** The first places behind one, of each list. A batch puts a thousand jobs into one instant, so a list may be read in several steps. */
async function readFrom(
  { redis }: Pick<Deps, 'redis'>,
  lists: string[],
  { after, most }: { after: Listed | undefined; most: number },
): Promise<Listed[]> {
  const found: Listed[] = [];
  const from = after === undefined ? '-inf' : after.createdAt;
  let rest = lists.map((list) => ({ list, having: 0 }));
  for (let start = 0; rest.length > 0; start += most) {
    const pipeline = redis.pipeline();
    for (const { list } of rest) pipeline.zrangebyscore(list, from, '+inf', 'WITHSCORES', 'LIMIT', start, most);
    const answers = ((await pipeline.exec()) ?? []).map((answer) => placesOf(unwrap(answer) as string[]));
    rest = rest.flatMap(({ list, having }, index) => {
      const read = answers[index]!;
      const behind = read.filter((place) => after === undefined || isBehind(after, place));
      found.push(...behind);
      const total = having + behind.length;
      return read.length < most || total >= most ? [] : [{ list, having: total }];
    });
  }
  return found;
}

function placesOf(flat: string[]): Listed[] {
  return flat.flatMap((id, index) => (index % 2 === 0 ? [{ id, createdAt: Number(flat[index + 1]) }] : []));
}

function oldestFirst(a: Listed, b: Listed): number {
  return newestFirst(b, a);
}
