import { describe, expect, test } from '@jest/globals';

import { RetryableError } from '../terms/errors.ts';
import { HISTORY_PAGE_SIZE, readHistoryPages } from './read-history.ts';
import type { History, HistoryItem } from '../terms/wire.ts';

const WINDOW = { from: new Date(0), to: new Date(1), mostPages: 5 };
const unreadable = () => new RetryableError('unreadable', { call: 'history', status: 200 });

function item(id: string): HistoryItem {
  const absent = {
    generation_date: null,
    prompt: null,
    notes: null,
    project_code: null,
    product_id: null,
    generation_type: null,
    source: null,
    original_asset_id: null,
  };
  return { generation_request_id: id, ...absent, images: [] };
}

function page(ids: string[], more: Partial<History> = {}): History {
  return { resultCount: ids.length, entryCount: ids.length, generations: ids.map(item), unreadable: [], ...more };
}

/** A Getty with the given pages; further pages are empty. */
function gettyWith(...pages: (History | Error)[]) {
  const asked: number[] = [];
  const history = async ({ page: number = 1 }: { page?: number | undefined }): Promise<History> => {
    asked.push(number);
    const found = pages[number - 1] ?? page([], { resultCount: null });
    if (found instanceof Error) throw found;
    return found;
  };
  return { asked, history };
}

const full = (from: string) => Array.from({ length: HISTORY_PAGE_SIZE }, (_, index) => `${from}${index}`);
const idsOf = (items: HistoryItem[]) => items.map((one) => one.generation_request_id);

describe('the pages of a history', () => {
  test('end when all that Getty counts has arrived', async () => {
    const getty = gettyWith(page(['a', 'b']));
    expect(await readHistoryPages(getty, WINDOW)).toMatchObject({ complete: true, unreadable: [] });
    expect(getty.asked).toEqual([1]);
  });

  test('are read on behind a count that is too small', async () => {
    const getty = gettyWith(page(full('a'), { resultCount: 1 }), page(['b'], { resultCount: 1 }));
    const { items, complete } = await readHistoryPages(getty, WINDOW);
    expect(idsOf(items)).toContain('b');
    expect(complete).toBe(true);
  });

  test('end at an empty one, whatever the count says', async () => {
    const getty = gettyWith(page(['a'], { resultCount: 900 }));
    expect(await readHistoryPages(getty, WINDOW)).toMatchObject({ complete: true });
    expect(getty.asked).toEqual([1, 2]);
  });

  test('are read on when Getty counts nothing and gives short pages', async () => {
    const getty = gettyWith(page(['a'], { resultCount: null }), page(['b'], { resultCount: null }));
    expect(idsOf((await readHistoryPages(getty, WINDOW)).items)).toEqual(['a', 'b']);
  });

  test('end when Getty repeats itself', async () => {
    const same = page(full('a'), { resultCount: 10_000 });
    const getty = gettyWith(same, same, same);
    expect(await readHistoryPages(getty, WINDOW)).toMatchObject({ complete: true });
    expect(getty.asked).toEqual([1, 2]);
  });

  test('are incomplete beyond the limit', async () => {
    const getty = gettyWith(page(full('a'), { resultCount: 900 }), page(full('b'), { resultCount: 900 }));
    expect(await readHistoryPages(getty, { ...WINDOW, mostPages: 2 })).toMatchObject({ complete: false });
  });

  test('after an unreadable one are read, and marked incomplete', async () => {
    const getty = gettyWith(unreadable(), page(['b']));
    const { items, complete } = await readHistoryPages(getty, WINDOW);
    expect({ ids: idsOf(items), complete }).toEqual({ ids: ['b'], complete: false });
  });

  test('are given up when none can be read', async () => {
    const getty = gettyWith(unreadable(), unreadable(), page(['c']));
    expect(await readHistoryPages(getty, WINDOW)).toMatchObject({ items: [], complete: false });
    expect(getty.asked).toEqual([1, 2]);
  });

  test('are not read beyond the entry that was searched', async () => {
    const getty = gettyWith(page(full('a'), { resultCount: 400 }), page(full('b'), { resultCount: 400 }));
    await readHistoryPages(getty, { ...WINDOW, enough: ({ generation_request_id: id }) => id === 'a7' });
    expect(getty.asked).toEqual([1]);
  });

  test('fail when Getty does not answer', async () => {
    const away = new RetryableError('away', { call: 'history', status: 503 });
    await expect(readHistoryPages(gettyWith(away), WINDOW)).rejects.toBe(away);
  });
});
