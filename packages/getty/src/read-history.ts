/** Getty's history over a window of time, page by page: what can be read of it, and whether that was all. */
import type { GettyClient } from './client.ts';
import { GettyError } from './errors.ts';
import type { History, HistoryItem } from './wire.ts';

export type HistoryWindow = {
  from: Date;
  to: Date;
  /** A bound, so that reading ends. */
  mostPages: number;
  /** Read no further than the page that holds what this looks for. */
  enough?: (item: HistoryItem) => boolean;
};

export type HistoryRead = {
  items: HistoryItem[];
  /** Entries that could not be used. */
  unreadable: History['unreadable'];
  /** Every page was read. What is not in `items` or `unreadable` is then not in the history. */
  complete: boolean;
};

export const HISTORY_PAGE_SIZE = 200;
/** What a paid call made stands in the history soon after it; with room for clocks that differ. */
const BEFORE_MS = 5 * 60_000;
const AFTER_MS = 30 * 60_000;

/** Where to look for what a call made that was sent `at` (ms). */
export function historyAround(at: number, mostPages: number): HistoryWindow {
  return { from: new Date(at - BEFORE_MS), to: new Date(at + AFTER_MS), mostPages };
}

/** One page that cannot be read must not hide the next; a Getty that answers nothing readable is not asked fifty times. */
const MOST_UNREADABLE_PAGES = 2;

/** @throws GettyError where Getty does not answer. A page that it answers and that cannot be read makes the rest incomplete. */
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
 * `result_count` alone does not say where the end is: it may be wrong. A full page may have a next one whatever it says; a page that brings
 * nothing new is the end in any case.
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
