import { FileId } from '@darkroom/contracts';
import type { FileRecord, Store } from '@darkroom/queue';
import type { Request } from 'express';

import { tenantOrAll, type Answer } from '../http/handler.ts';
import { ProblemError } from '../http/problem.ts';

/** The file in the path, if it belongs to the tenant of the request. @throws ProblemError not_found */
export async function findFile(store: Store, request: Request, response: Answer): Promise<FileRecord> {
  const id = String(request.params['id']);
  const file = FileId.safeParse(id).success ? await store.files.get(tenantOrAll(response), id) : null;
  if (!file) throw noFile();
  response.locals.noted.file_id = file.id;
  return file;
}

export function noFile(): ProblemError {
  return new ProblemError('not_found', 'There is no file with this id.');
}
