import type { Redis } from 'ioredis';

/** What a list shows: a record with its place in it. */
type Listed = { id: string; createdAt: number };

export type Page<Listing> = { records: Listing[]; nextCursor: string | null };

export type PageOf<Listing extends Listed> = {
  /** A sorted set of ids by creation time. */
  index: string;
  /** Which ids are worth loading; without it all. */
  wants?: ((id: string) => boolean) | undefined;
  /** The records of those ids that exist, in the given order. */
  load: (ids: string[]) => Promise<Listing[]>;
  matches: (record: Listing) => boolean;
  limit: number;
  cursor: string | undefined;
};

export class CursorError extends Error {
  constructor() {
    super('must be a next_cursor of an earlier page');
    this.name = 'CursorError';
  }
}

/** Records loaded, and ids looked at, for one page at the most: a filter that matches little ends with a cursor rather than late. */
const MOST_LOADED = 2_000;
const MOST_READ = 40_000;
const CHUNK = 200;

/**
 * One page, newest first. The cursor is the place of the last record looked at (creation time and id), so pages stay stable while
 * new ones come in at the front. A page may hold fewer than `limit` and still have a next one. @throws CursorError
 */
export async function readPage<Listing extends Listed>(redis: Redis, page: PageOf<Listing>): Promise<Page<Listing>> {
  const records: Listing[] = [];
  let position = page.cursor === undefined ? null : decodeCursor(page.cursor);

  for (let read = 0, loaded = 0; read < MOST_READ && loaded < MOST_LOADED; read += CHUNK) {
    const start = position ? await placeAfter(redis, page.index, position) : 0;
    const listed = await redis.zrevrange(page.index, start, start + CHUNK - 1, 'WITHSCORES');
    const ids = listed.filter((_text, index) => index % 2 === 0);
    const wanted = page.wants ? ids.filter(page.wants) : ids;
    loaded += wanted.length;
    for (const record of await page.load(wanted)) {
      position = { createdAt: record.createdAt, id: record.id };
      if (page.matches(record)) records.push(record);
      if (records.length === page.limit) return { records, nextCursor: encodeCursor(position) };
    }
    if (ids.length < CHUNK) return { records, nextCursor: null };
    // Also where nothing of the chunk was wanted, or is there any more.
    position = { createdAt: Number(listed.at(-1)), id: ids.at(-1)! };
  }
  return { records, nextCursor: position && encodeCursor(position) };
}

/** The rank behind a position, also when what stood there has left the index. Many may have been made at one instant. */
async function placeAfter(redis: Redis, index: string, { createdAt, id }: Listed): Promise<number> {
  const rank = await redis.zrevrank(index, id);
  if (rank !== null) return rank + 1;
  const newer = await redis.zcount(index, `(${createdAt}`, '+inf');
  const ofThatInstant = await redis.zrangebyscore(index, createdAt, createdAt);
  return newer + ofThatInstant.filter((other) => other > id).length;
}

function encodeCursor({ createdAt, id }: Listed): string {
  return Buffer.from(`${createdAt}.${id}`).toString('base64url');
}

function decodeCursor(cursor: string): Listed {
  const [, createdAt, id] = /^(\d{1,16})\.([a-z]+_[0-9a-z_]{1,80})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (!createdAt || !id) throw new CursorError();
  return { createdAt: Number(createdAt), id };
}
