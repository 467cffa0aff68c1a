import type { IncomingMessage } from 'node:http';

import { ProblemError } from '../problem.ts';

/** More than the request of one job needs: prompt, notes and metadata at their limits take about 100 KB. */
const MAX_BODY_BYTES = 256 * 1024;

/**
 * A request's JSON body; undefined when there is none. Own code rather than `express.json`, which reads an oversized body to its end
 * before it refuses it. @throws ProblemError unsupported_media_type, body_too_large or bad_json
 */
export async function readJson(request: IncomingMessage, maxBytes = MAX_BODY_BYTES): Promise<unknown> {
  if (!hasBody(request)) return undefined;
  const isNamed = request.headers['content-type'] !== undefined || request.headers['content-length'] !== undefined;
  if (isNamed) checkMediaType(request);
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const bytes = await readBytes(request, maxBytes);
  if (bytes.length === 0) return undefined; // empty chunks
  if (!isNamed) checkMediaType(request);
  return parse(bytes);
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function checkMediaType({ headers }: IncomingMessage): void {
  const [type, ...parameters] = (headers['content-type'] ?? '').split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length) ?? 'utf-8';
  const encoding = headers['content-encoding'] ?? 'identity';
  if (type !== 'application/json' || !/^"?utf-?8"?$/.test(charset) || encoding !== 'identity') {
    throw new ProblemError('unsupported_media_type', 'Send the body as application/json in UTF-8, not compressed.');
  }
}

function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const take = (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes <= maxBytes) return;
      request.off('data', take);
      reject(tooLarge(maxBytes));
    };
    const breakOff = (cause?: Error) => reject(new ProblemError('bad_json', 'The body broke off.', { cause }));
    // A sender that left while its rate limit was read emits no more events.
    if (request.destroyed) breakOff();
    request.on('data', take);
    request.once('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    request.once('error', breakOff);
  });
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    // The parser's own message quotes the body, which must not be logged.
    throw new ProblemError('bad_json', 'The body is not JSON in UTF-8.');
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function tooLarge(maxBytes: number): ProblemError {
  return new ProblemError('body_too_large', `The body may have at most ${maxBytes} bytes.`);
}
