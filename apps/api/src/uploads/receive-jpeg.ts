import { createHash, randomUUID } from 'node:crypto';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import { MOST_UPLOAD_BYTES } from '@darkroom/contracts';

import { ProblemError } from '../http/problem.ts';
import { invalidRequest } from '../http/request/validate.ts';
import { createJpegCheck } from './jpeg-check.ts';

const CHUNK_BYTES = 64 * 1024;

/** A picture on disk, without a name there: it is gone when it is closed, or when the process ends. */
export type ReceivedJpeg = { bytes: number; sha256: string; open: () => Readable; close: () => Promise<void> };

/**
 * Receives the JPEG of a request into a file, so that a slow sender holds no memory and no connection to Getty. The server's time limit for a request
 * ends a sender that is too slow. @throws ProblemError unsupported_media_type, body_too_large, invalid_request, bad_request
 */
export async function receiveJpeg(request: IncomingMessage): Promise<ReceivedJpeg> {
  checkHead(request);
  const file = await openNameless();
  try {
    const { bytes, sha256 } = await receive(request, file);
    return { bytes, sha256, open: () => Readable.from(contentsOf(file, bytes), { objectMode: false }), close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Refuses by the head alone what need not be read. */
export function checkHead({ headers }: Pick<IncomingMessage, 'headers'>): void {
  const [type] = (headers['content-type'] ?? '').split(';').map((part) => part.trim().toLowerCase());
  if (type !== 'image/jpeg' || (headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new ProblemError('unsupported_media_type', 'Send the picture itself as image/jpeg, not compressed.');
  }
  if (Number(headers['content-length'] ?? 0) > MOST_UPLOAD_BYTES) throw tooLarge();
}

async function receive(request: IncomingMessage, file: FileHandle): Promise<{ bytes: number; sha256: string }> {
  const check = createJpegCheck();
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of chunksOf(request)) {
    bytes += chunk.length;
    if (bytes > MOST_UPLOAD_BYTES) throw tooLarge();
    refuse(check.take(chunk));
    hash.update(chunk);
    await file.appendFile(chunk);
  }
  refuse(check.end());
  return { bytes, sha256: hash.digest('hex') };
}

/** The body in chunks. Leaving early does not close the connection: the sender still gets its answer. */
async function* chunksOf(request: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    // A sender that left while its rate limit was read emits nothing more.
    if (request.destroyed && !request.complete) throw new Error('the sender has left');
    for await (const chunk of request.iterator({ destroyOnReturn: false })) yield chunk as Buffer;
  } catch (error) {
    throw new ProblemError('bad_request', 'The body broke off.', { cause: error });
  }
}

/** The file from its beginning. A stream of `FileHandle` can be opened only once. */
async function* contentsOf(file: FileHandle, bytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes;) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min(CHUNK_BYTES, bytes - at)), { position: at });
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

async function openNameless(): Promise<FileHandle> {
  const path = join(tmpdir(), `darkroom-upload-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  await unlink(path);
  return file;
}

function refuse(wrong: string | undefined): void {
  if (wrong !== undefined) throw invalidRequest([{ pointer: '', detail: `must be one whole JPEG, and ${wrong}` }]);
}

function tooLarge(): ProblemError {
  return new ProblemError('body_too_large', `The picture may have at most ${MOST_UPLOAD_BYTES} bytes.`);
}
