import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { Request, Response } from 'express';

import type { Behaviour } from '../behaviour/behaviour.ts';
import type { Ending } from '../gateway/send-answer.ts';
import { lengthOf, readContent, type FileContent } from './file-content.ts';

/** Streams a file, or the range of it that the request names. A spoilt one breaks off in the middle, or is a page of HTML. */
export async function sendContent(
  content: FileContent,
  { request, response, spoilt }: { request: Request; response: Response; spoilt: Behaviour['body'] },
): Promise<Ending> {
  if (spoilt === 'invalid_json') {
    response.set('Content-Type', 'text/html').end('<html><body>The image is being prepared.</body></html>');
    return 'invalid_json';
  }
  const length = lengthOf(content);
  const ranges = request.range(length);
  if (ranges === -1) {
    response.status(416).set('Content-Range', `bytes */${length}`).end();
    return '416';
  }
  const range = Array.isArray(ranges) && ranges.type === 'bytes' && ranges.length === 1 ? ranges[0] : undefined;
  const { start, end } = range ?? { start: 0, end: length - 1 };
  if (range) response.status(206).set('Content-Range', `bytes ${start}-${end}/${length}`);
  response.set({ 'Accept-Ranges': 'bytes', 'Content-Length': String(end + 1 - start) });
  if (spoilt === 'truncated') return await breakOff(content, { response, start, end: start + Math.floor((end + 1 - start) / 2) });
  try {
    await pipeline(Readable.from(readContent(content, { start, end: end + 1 })), response);
  } catch {
    return 'client_gone'; // the only error that writing to a connection has
  }
  return String(response.statusCode);
}

/** Sends a part, and closes the connection when it is on its way. */
async function breakOff(content: FileContent, part: { response: Response; start: number; end: number }): Promise<Ending> {
  const { response, start, end } = part;
  for (const bytes of readContent(content, { start, end })) {
    if (response.destroyed) return 'client_gone';
    await new Promise((resolve) => response.write(bytes, resolve));
  }
  response.destroy();
  return 'truncated';
}
