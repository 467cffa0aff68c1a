import { ConfigurationError } from '../errors/darkroom-error.ts';
import type { Http } from '../http/http.ts';
import { createList, type List, type Page } from '../lists/list.ts';
import type { CallOptions } from '../settings.ts';

/** The list at a path. `cursorName`: the field of the query that continues it. */
export function listAt<Item>(
  http: Http,
  list: { path: string; query?: object | undefined; cursorName?: 'cursor' | 'after' },
  options?: CallOptions,
): List<Item> {
  const { path, query, cursorName = 'cursor' } = list;
  return createList((cursor) =>
    http.call<Page<Item>>({ method: 'GET', path, query: cursor === undefined ? query : { ...query, [cursorName]: cursor } }, options),
  );
}

/**
 * The paths of what a collection holds: `at(id)`, `at(id, '/cancel')`. Without an id, a path would be that of the collection itself.
 * @throws ConfigurationError for what is no id
 */
export function pathsUnder(collection: string) {
  return (id: string, rest = ''): string => {
    if (typeof id !== 'string' || /^\.{0,2}$/.test(id)) {
      throw new ConfigurationError(`${collection}: an id is missing; got ${typeof id === 'string' ? JSON.stringify(id) : typeof id}.`);
    }
    return `${collection}/${encodeURIComponent(id)}${rest}`;
  };
}
