/** One page of a list. */
export type Page<Item> = { data: Item[]; next_cursor: string | null };

/**
 * A list of the API. `for await (const item of list)` reads every item, page by page. `await list` reads one page. Nothing is requested
 * before.
 */
export type List<Item> = PromiseLike<Page<Item>> &
  AsyncIterable<Item> & {
    /** Every page, from the one that was asked for. A page may be empty and not be the last. */
    pages: () => AsyncIterable<Page<Item>>;
    /** Every item, or as many as `most`. */
    toArray: (options?: { most?: number }) => Promise<Item[]>;
  };

/** `read`: one page after a cursor; without one, the first. */
export function createList<Item>(read: (cursor: string | undefined) => Promise<Page<Item>>): List<Item> {
  let first: Promise<Page<Item>> | undefined;

  async function* pages() {
    for (let cursor: string | undefined; ;) {
      const page = await read(cursor);
      yield page;
      if (page.next_cursor === null) return;
      cursor = page.next_cursor;
    }
  }

  async function* items() {
    for await (const page of pages()) yield* page.data;
  }

  return {
    // oxlint-disable-next-line unicorn/no-thenable -- `await` of a list reads one page: that is what it is for
    then: (onPage, onError) => (first ??= read(undefined)).then(onPage, onError),
    [Symbol.asyncIterator]: items,
    pages,
    toArray: async ({ most = Infinity } = {}) => {
      const found: Item[] = [];
      if (most <= 0) return found;
      for await (const item of items()) {
        found.push(item);
        if (found.length >= most) break;
      }
      return found;
    },
  };
}
