import { describe, expect, test } from '@jest/globals';

import { RetryableError } from './errors.ts';
import { HISTORY_PAGE_SIZE, readHistoryPages } from './read-history.ts';
import type { History, HistoryItem } from './wire.ts';

const WINDOW = { from: new Date(0), to: new Date(1), mostPages: 5 };
const unreadable = () => new RetryableError('unreadable', { call: 'history', status: 200 });

function item(id: string): HistoryItem {
  const absent = { generation_date: null, prompt: null, notes: null, project_code: null, product_id: null, generation_type: null };
  return { generation_request_id: id, ...absent, images: [] };
}

function page(ids: string[], more: Partial<History> = {}): History {
  return { resultCount: ids.length, entryCount: ids.length, generations: ids.map(item), unreadable: [], ...more };
}

/** A Getty whose pages are given; further ones are empty. */
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
  test('end where all that Getty counts has come', async () => {
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

  test('are read on where Getty counts nothing and gives short pages', async () => {
    const getty = gettyWith(page(['a'], { resultCount: null }), page(['b'], { resultCount: null }));
    expect(idsOf((await readHistoryPages(getty, WINDOW)).items)).toEqual(['a', 'b']);
  });

  test('end where Getty repeats itself', async () => {
    const same = page(full('a'), { resultCount: 10_000 });
    const getty = gettyWith(same, same, same);
    expect(await readHistoryPages(getty, WINDOW)).toMatchObject({ complete: true });
    expect(getty.asked).toEqual([1, 2]);
  });

  test('are not all there behind the bound', async () => {
    const getty = gettyWith(page(full('a'), { resultCount: 900 }), page(full('b'), { resultCount: 900 }));
    expect(await readHistoryPages(getty, { ...WINDOW, mostPages: 2 })).toMatchObject({ complete: false });
  });

  test('behind one that cannot be read are read, and not all there', async () => {
    const getty = gettyWith(unreadable(), page(['b']));
    const { items, complete } = await readHistoryPages(getty, WINDOW);
    expect({ ids: idsOf(items), complete }).toEqual({ ids: ['b'], complete: false });
  });

  test('are given up where none can be read', async () => {
    const getty = gettyWith(unreadable(), unreadable(), page(['c']));
    expect(await readHistoryPages(getty, WINDOW)).toMatchObject({ items: [], complete: false });
    expect(getty.asked).toEqual([1, 2]);
  });

  test('are not read further than what is looked for', async () => {
    const getty = gettyWith(page(full('a'), { resultCount: 400 }), page(full('b'), { resultCount: 400 }));
    await readHistoryPages(getty, { ...WINDOW, enough: ({ generation_request_id: id }) => id === 'a7' });
    expect(getty.asked).toEqual([1]);
  });

  test('are an error where Getty does not answer', async () => {
    const away = new RetryableError('away', { call: 'history', status: 503 });
    await expect(readHistoryPages(gettyWith(away), WINDOW)).rejects.toBe(away);
  });
});
