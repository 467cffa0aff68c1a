import { Refused } from '../behaviour/refusals.ts';
import { FileListQuery, FileRequest } from '../requests/file-request.ts';
import { readRequest } from '../requests/read-request.ts';
import type { RegisteredFile } from '../state/registered-files.ts';
import type { Incoming, Outcome, World } from '../world.ts';
import { checkReadable } from './check-references.ts';
import { pictureOfFile } from './find-source.ts';
import { pictureUrls } from './generation-answer.ts';

/** `POST /ai/file-registrations` */
export function registerFile(world: World, incoming: Incoming): Outcome {
  const request = readRequest(FileRequest, incoming.body);
  checkReadable(world, incoming, { name: 'url', url: request.url });
  const { id } = world.effects.files.register({ request, client: incoming.client });
  world.logger.info({ file_registration_id: id, category: request.category, client: incoming.client }, 'file.registered');
  return { status: 200, body: { id } };
}

/** `GET /ai/file-registrations`: newest first; `result_count` counts all, not the page. */
export function listFiles(world: World, incoming: Incoming): Outcome {
  const { page, page_size } = readRequest(FileListQuery, incoming.query);
  const files = [...world.effects.files.byId.values()].toReversed();
  const file_registrations = files.slice((page - 1) * page_size, page * page_size).map((file) => ({
    ...describe(world, incoming, file),
    date_created: new Date(file.at).toISOString(),
  }));
  return { status: 200, body: { result_count: files.length, file_registrations } };
}

/** `GET /ai/file-registrations/{id}` */
export function getFile(world: World, incoming: Incoming): Outcome {
  const file = world.effects.files.byId.get(incoming.id);
  if (!file) throw new Refused('404', 'No such file registration.');
  return { status: 200, body: describe(world, incoming, file) };
}

/** `DELETE /ai/file-registrations/{id}` */
export function deleteFile(world: World, incoming: Incoming): Outcome {
  if (!world.effects.files.remove(incoming.id)) throw new Refused('404', 'No such file registration.');
  return { status: 204 };
}

function describe(world: World, { baseUrl }: Incoming, { id, request }: RegisteredFile) {
  return { id, preview_urls: pictureUrls(world, baseUrl, pictureOfFile(request.url)) };
}
