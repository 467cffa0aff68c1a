import type { GettyFile } from '@darkroom/getty';
import type { Store } from '@darkroom/queue';
import { LRUCache } from 'lru-cache';

import type { Handler } from '../http/handler.ts';
import type { GettyReader } from '../pictures/getty-reader.ts';
import { fileProblem } from './file-problem.ts';
import { findFile } from './find-file.ts';
import { presentFile } from './present-file.ts';

/** A page that shows a file asks for it again and again. */
const FRESH_MS = 60_000;
const MOST_KEPT = 1_000;

/** `GET /v1/files/{id}`: with Getty's previews, which were read within the last minute. */
export function showFile({ store, getty }: { store: Store; getty: GettyReader }): Handler {
  const kept = new LRUCache<string, GettyFile>({
    max: MOST_KEPT,
    ttl: FRESH_MS,
    fetchMethod: (id) => getty.ask((client) => client.getFile(id), fileProblem),
  });
  return async (request, response) => {
    const file = await findFile(store, request, response);
    response.json(presentFile(file, (await kept.fetch(file.id))?.preview_urls));
  };
}
