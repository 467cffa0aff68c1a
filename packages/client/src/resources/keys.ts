import type { AuditEntry, CreatedKey, Key, KeyChange, KeyId, KeyRequest } from '../api-types.generated.ts';
import type { Http } from '../http/http.ts';
import type { List } from '../lists/list.ts';
import type { CallOptions } from '../settings.ts';
import { listAt, pathsUnder } from './list-at.ts';
import type { AuditFilter, PageFilter } from './queries.ts';

export function keysOf(http: Http) {
  const at = pathsUnder('/v1/keys');
  return {
    /**
     * Creates a key. `key` of the answer is the key itself, this one time. It is missing if the first answer was lost and the call was
     * repeated: then revoke the key and create another.
     */
    create: (body: KeyRequest, options?: CallOptions): Promise<CreatedKey> =>
      http.call({ method: 'POST', path: '/v1/keys', body }, options),
    list: (filter?: PageFilter, options?: CallOptions): List<Key> => listAt(http, { path: '/v1/keys', query: filter }, options),
    get: (id: KeyId, options?: CallOptions): Promise<Key> => http.call({ method: 'GET', path: at(id) }, options),
    update: (id: KeyId, change: KeyChange, options?: CallOptions): Promise<Key> =>
      http.call({ method: 'PATCH', path: at(id), body: change }, options),
    /** Revokes a key, within a second and for ever. */
    revoke: (id: KeyId, options?: CallOptions): Promise<void> => http.call({ method: 'DELETE', path: at(id) }, options),
  };
}

export function auditOf(http: Http) {
  const csvPage = (filter?: AuditFilter, options?: CallOptions) =>
    http.textPage({ method: 'GET', path: '/v1/audit', query: filter, headers: { accept: 'text/csv' } }, options);

  async function* csvPages(filter?: AuditFilter, options?: CallOptions): AsyncGenerator<string, void, undefined> {
    for (let cursor = filter?.cursor, isFirst = true; ; isFirst = false) {
      const { text, nextCursor } = await csvPage({ ...filter, cursor }, options);
      yield isFirst ? text : text.slice(text.indexOf('\n') + 1);
      if (nextCursor === null) return;
      cursor = nextCursor;
    }
  }

  return {
    /** Who did what, newest first. */
    list: (filter?: AuditFilter, options?: CallOptions): List<AuditEntry> => listAt(http, { path: '/v1/audit', query: filter }, options),
    /** One page of the same, as CSV. */
    csv: async (filter?: AuditFilter, options?: CallOptions): Promise<string> => (await csvPage(filter, options)).text,
    /** Every page of the same, from the one that was asked for: together they are one CSV. */
    csvPages,
  };
}
