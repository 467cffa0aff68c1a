import { expect, test } from '@jest/globals';

import { createList, type Page } from './list.ts';

const PAGES: Record<string, Page<number>> = {
  first: { data: [1, 2], next_cursor: 'empty' },
  empty: { data: [], next_cursor: 'last' },
  last: { data: [3], next_cursor: null },
};

function listOf() {
  const read: string[] = [];
  const list = createList<number>((cursor = 'first') => {
    read.push(cursor);
    return Promise.resolve(PAGES[cursor]!);
  });
  return { list, read };
}

test('a list is read item by item, over empty pages, and only as far as needed', async () => {
  const { list, read } = listOf();
  expect(read).toEqual([]);
  const items: number[] = [];
  for await (const item of list) items.push(item);
  expect(items).toEqual([1, 2, 3]);
  expect(read).toEqual(['first', 'empty', 'last']);
  expect(await listOf().list.toArray({ most: 2 })).toEqual([1, 2]);
  expect(await listOf().list.toArray({ most: 0 })).toEqual([]);
});

test('an awaited list is its first page', async () => {
  const { list, read } = listOf();
  expect(await list).toEqual(PAGES['first']);
  expect(await list).toEqual(PAGES['first']);
  expect(read).toEqual(['first']);
});
