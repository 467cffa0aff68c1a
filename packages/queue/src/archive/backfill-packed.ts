import type { Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import { createKept } from '../kept/kept.ts';
import type { RunCommand } from '../lua/commands.ts';
import { readPacked } from '../records/packed/read-texts.ts';
import type { Fields } from '../redis/fields.ts';
import type { Keys } from '../redis/keys.ts';

/** Packed jobs read at once. */
const AT_ONCE = 200;
/** Getty keeps images six months. */
const GETTY_KEEPS_MS = 183 * 86_400_000;
const FROM_NEWEST = '-';

type Deps = { redis: Redis; keys: Keys; run: RunCommand; now: () => number };

/** A portion as the command `backfill` asks for it: at most `room` copies of this tenant's packed jobs, behind this place. */
type Portion = { tenant: Tenant; place: string; room: number; archive: string; previews: boolean };

/** Asks for copies of the next packed jobs that have none, and stores how far it has come. */
export async function backfillPacked(deps: Deps, { tenant, place, room, archive, previews }: Portion) {
  const { redis, keys, run, now } = deps;
  const [createdAt, id] = place.split(' ');
  const find = createKept({ redis, keys }).find({ tenant, statuses: ['succeeded'], ...(!previews && { types: ['download'] }) }, [tenant]);
  const after = place === FROM_NEWEST ? undefined : { id: id!, createdAt: Number(createdAt) };
  const { places, isLast } = await find({ after, most: AT_ONCE });
  const packed = await readPacked(
    { redis, keys },
    places.map((found) => found.id),
  );
  const wanted = places.filter((found) => needsCopy(packed.get(found.id)?.record, { previews, now: now() }));
  const taken = wanted.slice(0, room);
  const last = taken.length < wanted.length ? taken.at(-1) : isLast ? undefined : places.at(-1);
  const next = last && `${last.createdAt} ${last.id}`;
  return run('backfill_packed', { now: now(), archive, tenant, place, ids: taken.map((found) => found.id), ...(next && { next }) });
}

function needsCopy(record: Fields | undefined, { previews, now }: { previews: boolean; now: number }): boolean {
  if (!record || record['status'] !== 'succeeded' || record['archive'] !== undefined) return false;
  if (record['type'] !== 'download' && !previews) return false;
  return Number(record['images_expire_at'] ?? Number(record['finished_at']) + GETTY_KEEPS_MS) > now;
}
