import { FileRequest } from '@darkroom/contracts';
import type { FileRecord, Store } from '@darkroom/queue';
import type { Clock } from '@darkroom/runtime';

import type { Answer, Handler } from '../http/handler.ts';
import { noteReplay, readAction } from '../http/idempotency/read-action.ts';
import { ProblemError } from '../http/problem.ts';
import { requireNone } from '../http/request/validate.ts';
import type { GettyReader } from '../pictures/getty-reader.ts';
import { checkFileUrl } from './check-file-url.ts';
import { registrationProblem } from './file-problem.ts';
import { noFile } from './find-file.ts';
import { presentFile } from './present-file.ts';

/** `uploadsUrl`: where Getty's uploads begin. */
export type FileDeps = { store: Store; clock: Clock; getty: GettyReader; allowPrivateNetworks: boolean; uploadsUrl: string };

/**
 * `POST /v1/files`: 201 with the file. Getty registers it first, then it is stored as the tenant's. If the answer of either is lost, nothing is
 * stored, and the request can be repeated: a registration costs nothing, and one that nobody here owns cannot be used.
 */
export function registerFile(deps: FileDeps): Handler {
  const { store, clock, getty } = deps;
  const check = (input: unknown) => checkFileUrl(input, deps);
  return async (request, response) => {
    const { tenant } = response.locals;
    const { body, idempotency } = await readAction(store, { request, response }, FileRequest, check);
    const earlier = idempotency && (await store.files.findByKey(tenant, idempotency));
    if (earlier === 'deleted') throw noFile();
    if (earlier) return answer(response, earlier, true);
    requireNone(check(body));
    if (await store.files.isFull(tenant)) throw tooManyFiles();
    const createdAt = clock.now();
    const { id } = await getty.ask((client) => client.registerFile(body), registrationProblem);
    const { url, category } = body;
    const file: FileRecord = { id, tenant, url, category, rightsClaimed: true, createdAt };
    const made = await store.files.create(file, idempotency);
    if (typeof made === 'object' && !made.replayed) return answer(response, made.file, false);
    if (typeof made === 'string' ? made !== 'taken' : made.file.id !== id) await letGo(getty, id);
    if (made === 'full') throw tooManyFiles();
    if (made === 'taken') throw new ProblemError('getty_refused', 'Getty answered with the id of a file that exists already.');
    if (made === 'deleted') throw noFile();
    answer(response, made.file, true);
  };
}

/** Deletes a registration that nobody will own, as far as Getty answers: one that stays is of no harm. */
async function letGo(getty: GettyReader, id: string): Promise<void> {
  await getty.ask((client) => client.deleteFile(id)).catch(() => undefined);
}

function answer(response: Answer, file: FileRecord, replayed: boolean): void {
  response.locals.noted.file_id = file.id;
  noteReplay(response, replayed);
  response.status(201).setHeader('Location', `/v1/files/${file.id}`);
  response.json(presentFile(file));
}

function tooManyFiles(): ProblemError {
  return new ProblemError('too_many_files', 'A tenant may have at most 10,000 files. Delete those that are no longer needed.');
}
