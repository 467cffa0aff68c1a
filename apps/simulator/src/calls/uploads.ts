import type { RequestHandler } from 'express';

import { Refused } from '../behaviour/refusals.ts';
import { drawMs } from '../behaviour/timing.ts';
import type { Incoming, Outcome, World } from '../world.ts';

/** Getty takes no larger ones. */
export const MAX_UPLOAD_BYTES = 10 * 1024 * 1024;

export function uploadsPath({ config }: World): string {
  return `${config.SIMULATOR_PATH_PREFIX}/search/by-image/uploads`;
}

/** `PUT /search/by-image/uploads/{name}`: a JPEG, in place of an earlier one of this name. It has no price. */
export function upload(world: World, { id: name, body, client }: Incoming): Outcome {
  if (!Buffer.isBuffer(body) || !isJpeg(body)) throw new Refused('400', 'The body must be a JPEG image.');
  world.uploads.put({ name, client, bytes: body, lifetimeMs: drawMs(world.settings.current.upload_lifetime, world.random) });
  world.logger.info({ name, client, bytes: body.length }, 'upload');
  return { status: 200 };
}

/** Serves an upload to anybody who has its URL, as Getty reads a mask. */
export function serveUpload(world: World): RequestHandler {
  return (request, response) => {
    const found = world.uploads.find(String(request.params['id']));
    if (!found) return void response.status(404).json({ message: 'No such upload' });
    response.set('Content-Type', 'image/jpeg').end(found.bytes);
  };
}

/** A JPEG starts with the marker SOI and the first byte of the next marker. */
function isJpeg(bytes: Buffer): boolean {
  return bytes.length > 3 && bytes.readUIntBE(0, 3) === 0xffd8ff;
}
