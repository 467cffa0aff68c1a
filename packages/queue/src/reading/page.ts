import type { RunCommand } from '../lua/commands.ts';
import { isRedisAway } from '../redis/waiting/redis-away.ts';
import { patienceLeftMs, REQUEST_TIMEOUT_MS, withPatience } from '../redis/waiting/redis-patience.ts';

/** An entry of a list: a record with its place. */
export type Listed = { id: string; createdAt: number };

/** The next places behind `after` (or all), newest first, at most `most`, and whether there are no more. `from`, `to`: as of a page. */
export type ReadPlaces = (reach: {
  from?: number | undefined;
  to?: number | undefined;
  after: Listed | undefined;
  most: number;
}) => Promise<{ places: Listed[]; isLast: boolean }>;

export type Page<Listing> = { records: Listing[]; nextCursor: string | null };

export type PageOf<Listing extends Listed> = {
  /** Sorted sets of ids by creation time (their keys). Together they contain all candidates, and each id is in one of them. */
  indexes: string[];
  /** Candidates that may be in none of them. */
  besides?: Listed[];
  /** Reads the candidates where they are in no sorted sets. */
  read?: ReadPlaces;
  /** Created at or after, and before, these instants (ms). */
  from?: number | undefined;
  to?: number | undefined;
  /** Preselects matching ids in the given order by a short read; absent: all. */
  select?: ((ids: string[]) => Promise<string[]>) | undefined;
  /** The existing records of these ids, in the given order. */
  load: (ids: string[]) => Promise<Listing[]>;
  /** Checks a loaded record, which may have changed since the preselection. */
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

/** How long one page is read: a filter that matches little ends with a cursor instead of late. */
export const READ_FOR_MS = 2_000;
/** Ids read in one step, most of which may not match. */
const STEP = 250;
/** The most entries that one command reads of all indexes together, and how many of each where there are more. */
const MOST_ENTRIES = 20_000;
const STEP_OF_MANY = 101;

/**
 * Reads one page, newest first. The cursor is the place of the last record read (creation time and id), so pages stay stable while new
 * records are added, and a cursor has the same meaning under any filter. A page with fewer than `limit` has a next one only if reading took
 * long. @throws CursorError
 */
export async function readPage<Listing extends Listed>(
  deps: { run: RunCommand; now: () => number },
  page: PageOf<Listing>,
): Promise<Page<Listing>> {
  return withReadingTime(() => readPageUntil(deps, page, deps.now() + READ_FOR_MS));
}

/**
 * Runs a reading of several steps with one time limit for all of them: it may take longer than a request usually waits for Redis, but never
 * longer than `READ_FOR_MS`. A request that has already waited that long has met a hanging Redis.
 */
export function withReadingTime<Result>(read: () => Promise<Result>): Promise<Result> {
  const leftMs = patienceLeftMs() ?? REQUEST_TIMEOUT_MS;
  const spentMs = REQUEST_TIMEOUT_MS - leftMs;
  return withPatience(read, { ms: leftMs > 0 ? READ_FOR_MS - spentMs : 0 });
}

/** Reads one page, or what of it can be read until then. */
export async function readPageUntil<Listing extends Listed>(
  deps: { run: RunCommand; now: () => number },
  page: PageOf<Listing>,
  until: number,
): Promise<Page<Listing>> {
  const records: Listing[] = [];
  let place = page.cursor === undefined ? undefined : decodeCursor(page.cursor);
  let steps = 0;
  do {
    const before = records.length;
    const step = await readAndLoad(deps, { page, place, records, isFirst: steps === 0 }).catch((error: unknown) => {
      if (steps === 0 || !isRedisAway(error)) throw error;
      records.length = before;
      return undefined; // time is over, or Redis went away: what was read is still a page
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

/** One step: the ids after a place, those that match, and how many of those were loaded. */
async function readAndLoad<Listing extends Listed>(
  deps: { run: RunCommand; now: () => number },
  { page, place, records, isFirst }: { page: PageOf<Listing>; place: Listed | undefined; records: Listing[]; isFirst: boolean },
) {
  const { places, isLast } = await readStep(deps, page, { after: place, isFirst });
  const ids = places.map(({ id }) => id);
  const selected = page.select ? await page.select(ids) : ids;
  return { places, isLast, ids, selected, taken: await loadUpTo(page, selected, records) };
}

/** Loads into `records` up to `limit`. Returns how many ids were used. */
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

/** The next places after one, newest first, and whether there are no more. */
async function readStep<Listing extends Listed>(
  deps: { run: RunCommand; now: () => number },
  page: PageOf<Listing>,
  { after, isFirst }: { after: Listed | undefined; isFirst: boolean },
): Promise<{ places: Listed[]; isLast: boolean }> {
  const { besides = [], from, to } = page;
  const most = entriesOf(page);
  // Of those that an index finds, almost all match: one step is enough for most pages, and should read no more than a page.
  if (page.read) return page.read({ from, to, after, most: isFirst ? page.limit + 1 : most });
  const { indexes, isAll } = await newestIndexes(deps, page, { after, most });
  const lists = await readIndexes(deps, { indexes, from, to, after, most });
  const found = new Map(lists.flat().map((place) => [place.id, place]));
  for (const place of besides) if (isBehind(place, after) && isWithin(place, { from, to })) found.set(place.id, place);
  const merged = [...found.values()].toSorted(newestFirst);
  return { places: merged.slice(0, most), isLast: isAll && merged.length <= most && lists.every((list) => list.length < most) };
}

/** How many entries a step reads of each index: fewer where there are many of them, as in a list of all tenants. */
function entriesOf<Listing extends Listed>({ indexes, select, matches, limit }: PageOf<Listing>): number {
  const most = select || matches ? STEP : limit + 1;
  return indexes.length * most > MOST_ENTRIES ? Math.min(most, STEP_OF_MANY) : most;
}

/** Those indexes that can have any of the next entries: of many, as many as entries are read, by their newest one. */
async function newestIndexes<Listing extends Listed>(
  deps: { run: RunCommand; now: () => number },
  { indexes, from, to }: PageOf<Listing>,
  { after, most }: { after: Listed | undefined; most: number },
): Promise<{ indexes: string[]; isAll: boolean }> {
  if (indexes.length <= most) return { indexes, isAll: true };
  const heads = await readIndexes(deps, { indexes, from, to, after, most: 1 });
  const having = indexes.flatMap((index, at) => (heads[at]![0] ? [{ index, head: heads[at]![0] }] : []));
  const newest = having.toSorted((a, b) => newestFirst(a.head, b.head)).slice(0, most);
  return { indexes: newest.map(({ index }) => index), isAll: having.length <= most };
}

type Reading = Pick<PageOf<Listed>, 'indexes' | 'from' | 'to'> & { after: Listed | undefined; most: number };

async function readIndexes({ run, now }: { run: RunCommand; now: () => number }, { after, ...reading }: Reading): Promise<Listed[][]> {
  if (reading.indexes.length === 0) return [];
  const operation = { now: now(), ...reading, after: after && { created_at: after.createdAt, id: after.id } };
  return (await run('page', operation)).lists.map(toPlaces);
}

function toPlaces(list: { id: string; created_at: number }[]): Listed[] {
  return list.map(({ id, created_at: createdAt }) => ({ id, createdAt }));
}

/** The order of Redis: by creation time, then by the bytes of the id. Ids are ASCII. */
export function newestFirst(a: Listed, b: Listed): number {
  return b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1);
}

export function isBehind(place: Listed, after: Listed | undefined): boolean {
  return after === undefined || (place.id !== after.id && newestFirst(after, place) < 0);
}

function isWithin({ createdAt }: Listed, { from, to }: { from: number | undefined; to: number | undefined }): boolean {
  return (from === undefined || createdAt >= from) && (to === undefined || createdAt < to);
}

export function encodeCursor({ createdAt, id }: Listed): string {
  return Buffer.from(`${createdAt}.${id}`).toString('base64url');
}

export function decodeCursor(cursor: string): Listed {
  const [, createdAt, id] = /^(\d{1,16})\.([A-Za-z0-9_.~-]{1,128})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (!createdAt || !id) throw new CursorError();
  return { createdAt: Number(createdAt), id };
}
