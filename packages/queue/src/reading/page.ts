import type { RunCommand } from '../lua/commands.ts';
import { isRedisAway } from '../redis/redis-away.ts';
import { patienceLeftMs, REQUEST_TIMEOUT_MS, withPatience } from '../redis/redis-patience.ts';

/** What a list shows: a record with its place in it. */
export type Listed = { id: string; createdAt: number };

export type Page<Listing> = { records: Listing[]; nextCursor: string | null };

export type PageOf<Listing extends Listed> = {
  /** Sorted sets of ids by creation time (their keys). Together they hold all that is asked for, and each id is in one of them. */
  indexes: string[];
  /** What is asked for and may stand in none of them. */
  besides?: Listed[];
  /** Created at or after, and before, these instants (ms). */
  from?: number | undefined;
  to?: number | undefined;
  /** Those of these ids that match, in the given order, as far as a short look tells; without it, all. */
  select?: ((ids: string[]) => Promise<string[]>) | undefined;
  /** The records of those ids that exist, in the given order. */
  load: (ids: string[]) => Promise<Listing[]>;
  /** Asked of what was loaded: a record may have moved on since it was looked at. */
  matches?: (record: Listing) => boolean;
  limit: number;
  cursor: string | undefined;
};

export class CursorError extends Error {
  constructor() {
    super('must be a next_cursor of an earlier page');
    this.name = 'CursorError';
  }
}

/** How long is read on for one page: a filter that matches little ends with a cursor rather than late. */
const READ_FOR_MS = 2_000;
/** Ids read in one step, where most of them may not match. */
const STEP = 250;

/**
 * One page, newest first. The cursor is the place of the last record looked at (creation time and id), so pages stay stable while
 * new ones come in at the front, and a cursor means the same under any filter. A page holds fewer than `limit` and still has a next one only
 * when reading took its time. @throws CursorError
 */
export async function readPage<Listing extends Listed>(
  deps: { run: RunCommand; now: () => number },
  page: PageOf<Listing>,
): Promise<Page<Listing>> {
  // One limit for all of it: reading may take longer than a request waits for Redis otherwise, and never longer than this. Who has waited
  // so long already has met a Redis that hangs.
  const leftMs = patienceLeftMs() ?? REQUEST_TIMEOUT_MS;
  const spentMs = REQUEST_TIMEOUT_MS - leftMs;
  return withPatience(() => readSteps(deps, page), { ms: leftMs > 0 ? READ_FOR_MS - spentMs : 0 });
}

async function readSteps<Listing extends Listed>(
  deps: { run: RunCommand; now: () => number },
  page: PageOf<Listing>,
): Promise<Page<Listing>> {
  const until = deps.now() + READ_FOR_MS;
  const records: Listing[] = [];
  let place = page.cursor === undefined ? undefined : decodeCursor(page.cursor);
  let steps = 0;
  do {
    const before = records.length;
    const step = await readAndLoad(deps, { page, place, records }).catch((error: unknown) => {
      if (steps === 0 || !isRedisAway(error)) throw error;
      records.length = before;
      return undefined; // the time was over, or Redis went away on the way: what was read until here is a page all the same
    });
    if (step === undefined) break;
    const { places, isLast, ids, selected, taken } = step;
    steps++;
    if (records.length === page.limit) {
      const atEnd = isLast && taken === selected.length;
      return { records, nextCursor: atEnd ? null : encodeCursor(places[ids.indexOf(selected[taken - 1]!)]!) };
    }
    if (isLast) return { records, nextCursor: null };
    place = places.at(-1)!;
  } while (deps.now() < until);
  return { records, nextCursor: encodeCursor(place!) };
}

/** One step on from a place: the ids there, those of them that match, and how many of those were loaded. */
async function readAndLoad<Listing extends Listed>(
  deps: { run: RunCommand; now: () => number },
  { page, place, records }: { page: PageOf<Listing>; place: Listed | undefined; records: Listing[] },
) {
  const { places, isLast } = await readStep(deps, page, place);
  const ids = places.map(({ id }) => id);
  const selected = page.select ? await page.select(ids) : ids;
  return { places, isLast, ids, selected, taken: await loadUpTo(page, selected, records) };
}

/** Loads into `records` until they are `limit`. Returns how many ids that took. */
async function loadUpTo<Listing extends Listed>(page: PageOf<Listing>, ids: string[], records: Listing[]): Promise<number> {
  let taken = 0;
  while (taken < ids.length && records.length < page.limit) {
    const some = ids.slice(taken, taken + page.limit - records.length);
    const loaded = await page.load(some);
    records.push(...(page.matches ? loaded.filter(page.matches) : loaded));
    taken += some.length;
  }
  return taken;
}

/** The next places behind one, newest first, and whether there are no more. */
async function readStep<Listing extends Listed>(
  { run, now }: { run: RunCommand; now: () => number },
  { indexes, besides = [], from, to, select, matches, limit }: PageOf<Listing>,
  after: Listed | undefined,
): Promise<{ places: Listed[]; isLast: boolean }> {
  const most = select || matches ? STEP : limit + 1;
  const operation = { now: now(), indexes, most, from, to, after: after && { created_at: after.createdAt, id: after.id } };
  const lists = indexes.length === 0 ? [] : (await run('page', operation)).lists.map(toPlaces);
  const found = new Map(lists.flat().map((place) => [place.id, place]));
  for (const place of besides) if (isBehind(place, after) && isWithin(place, { from, to })) found.set(place.id, place);
  const merged = [...found.values()].toSorted(newestFirst);
  return { places: merged.slice(0, most), isLast: merged.length <= most && lists.every((list) => list.length < most) };
}

function toPlaces(list: { id: string; created_at: number }[]): Listed[] {
  return list.map(({ id, created_at: createdAt }) => ({ id, createdAt }));
}

/** As Redis orders: by creation time, then by the bytes of the id. Ids are ASCII. */
function newestFirst(a: Listed, b: Listed): number {
  return b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1);
}

function isBehind(place: Listed, after: Listed | undefined): boolean {
  return after === undefined || (place.id !== after.id && newestFirst(after, place) < 0);
}

function isWithin({ createdAt }: Listed, { from, to }: { from: number | undefined; to: number | undefined }): boolean {
  return (from === undefined || createdAt >= from) && (to === undefined || createdAt < to);
}

function encodeCursor({ createdAt, id }: Listed): string {
  return Buffer.from(`${createdAt}.${id}`).toString('base64url');
}

function decodeCursor(cursor: string): Listed {
  const [, createdAt, id] = /^(\d{1,16})\.([a-z]+_[0-9a-z_]{1,80})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (!createdAt || !id) throw new CursorError();
  return { createdAt: Number(createdAt), id };
}
