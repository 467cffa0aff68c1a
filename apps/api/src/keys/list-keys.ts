import { CursorError } from '@darkroom/queue';
import { z } from 'zod';

import { answerPage } from '../http/answer/answer-page.ts';
import { tenantOrAll, type Handler } from '../http/handler.ts';
import { orInvalidCursor } from '../http/request/cursor.ts';
import { pageQuery } from '../http/request/page-query.ts';
import { validate } from '../http/request/validate.ts';
import { environmentKeys, type EnvironmentKey, type KeyDeps } from './find-key.ts';
import { presentKeys } from './present-keys.ts';

export const ListKeysQuery = z.strictObject(pageQuery);

/** `GET /v1/keys`: one page, newest first; the keys of `DARKROOM_API_KEYS` come last. */
export function listKeys(deps: KeyDeps): Handler {
  const { store, keys } = deps;
  return async (request, response) => {
    const { limit, cursor } = validate(ListKeysQuery, request.query);
    const tenant = tenantOrAll(response);
    const after = cursor?.startsWith(ENVIRONMENT) ? cursor.slice(ENVIRONMENT.length) : undefined;
    const reading = async () => (after === undefined ? store.apiKeys.list({ tenant, limit, cursor }) : { records: [], nextCursor: null });
    const { records, nextCursor } = await orInvalidCursor(reading());
    const rest = await orInvalidCursor(keysAfter(environmentKeys(keys.settings, tenant), after ?? ''));
    const last = nextCursor === null ? rest.slice(0, limit - records.length) : [];
    const isOver = nextCursor === null && last.length === rest.length;
    answerPage(request, response, {
      data: await presentKeys(deps, [...records, ...last]),
      next_cursor: isOver ? null : (nextCursor ?? `${ENVIRONMENT}${last.at(-1)?.id ?? ''}`),
    });
  };
}

/** Begins a cursor among the keys of the settings; the id of the last one shown follows. */
const ENVIRONMENT = 'environment.';

/** @throws CursorError */
async function keysAfter(all: EnvironmentKey[], after: string): Promise<EnvironmentKey[]> {
  if (!/^(key_[0-9a-f]{32})?$/.test(after)) throw new CursorError();
  return all.filter(({ id }) => id > after);
}
