import type { Store } from '@darkroom/queue';

import { authorOf } from '../http/author-of.ts';
import type { Handler } from '../http/handler.ts';
import type { GettyReader } from '../pictures/getty-reader.ts';
import { fileProblem, isGone } from './file-problem.ts';
import { findFile } from './find-file.ts';

/**
 * `DELETE /v1/files/{id}`: Getty deletes it first, then it is forgotten here. If Getty's answer is lost, the file stays here and the request can be
 * repeated: what Getty no longer has counts as deleted.
 */
export function deleteFile({ store, getty }: { store: Store; getty: GettyReader }): Handler {
  return async (request, response) => {
    const { id, tenant } = await findFile(store, request, response);
    await getty.ask(async (client) => {
      try {
        await client.deleteFile(id);
      } catch (error) {
        if (!isGone(error)) throw error;
      }
    }, fileProblem);
    await store.files.remove(tenant, id, authorOf(request, response));
    response.status(204).end();
  };
}
