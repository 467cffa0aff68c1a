/** Reads Getty's history of a time window page by page, and reports whether all of it was read. */
import type { GettyClient } from '../client.ts';
import { GettyError } from '../terms/errors.ts';
import type { History, HistoryItem } from '../terms/wire.ts';

export type HistoryWindow = {
  from: Date;
  to: Date;
  /** The largest number of pages to read. */
  mostPages: number;
  /** Stops after the page with an item that matches. */
  enough?: (item: HistoryItem) => boolean;
};

export type HistoryRead = {
  items: HistoryItem[];
  /** Entries that could not be used. */
  unreadable: History['unreadable'];
  /** Every page was read: what is not in `items` or `unreadable` is not in the history. */
  complete: boolean;
};

export const HISTORY_PAGE_SIZE = 200;
/** A paid call appears in the history soon after it was made. The margin allows for clocks that differ. */
const BEFORE_MS = 5 * 60_000;
const AFTER_MS = 30 * 60_000;

/** The window of the history that contains the result of a call sent `at` (ms). */
export function historyAround(at: number, mostPages: number): HistoryWindow {
  return { from: new Date(at - BEFORE_MS), to: new Date(at + AFTER_MS), mostPages };
}

/** One unreadable page must not hide the next. But a Getty that answers nothing readable is not asked fifty times. */
const MOST_UNREADABLE_PAGES = 2;

/** @throws GettyError if Getty does not answer. A page that cannot be read makes the result incomplete. */
export async function readHistoryPages(
  getty: Pick<GettyClient, 'history'>,
  { from, to, mostPages, enough = () => false }: HistoryWindow,
): Promise<HistoryRead> {
  const seen = new Map<string, HistoryItem>();
  const unreadable: History['unreadable'] = [];
  let entries = 0;
  let lostPages = 0;
  const read = (complete: boolean): HistoryRead => ({ items: [...seen.values()], unreadable, complete: complete && lostPages === 0 });

  for (let page = 1; page <= mostPages; page++) {
    const answer = await readPage(getty, { from, to, page });
    if (answer === 'unreadable') {
      lostPages++;
      if (lostPages >= MOST_UNREADABLE_PAGES) return read(false);
      entries += HISTORY_PAGE_SIZE;
      continue;
    }
    const before = seen.size;
    for (const item of answer.generations) seen.set(item.generation_request_id, item);
    unreadable.push(...answer.unreadable);
    entries += answer.entryCount;
    if (answer.generations.some(enough)) return read(false);
    if (isLast(answer, { entries, isNew: seen.size > before || answer.unreadable.length > 0 })) return read(true);
  }
  return read(false);
}

/**
 * Decides whether a page is the last. `result_count` alone is not enough, since it may be wrong. A full page may have a next one in any
 * case; a page without new entries is always the end.
 */
function isLast({ entryCount, resultCount }: History, { entries, isNew }: { entries: number; isNew: boolean }): boolean {
  if (entryCount === 0 || !isNew) return true;
  return resultCount !== null && entries >= resultCount && entryCount < HISTORY_PAGE_SIZE;
}

async function readPage(
  getty: Pick<GettyClient, 'history'>,
  query: { from: Date; to: Date; page: number },
): Promise<History | 'unreadable'> {
  try {
    return await getty.history({ ...query, pageSize: HISTORY_PAGE_SIZE });
  } catch (error) {
    if (error instanceof GettyError && error.status === 200) return 'unreadable';
    throw error;
  }
}
