import { deflateSync, inflateSync } from 'node:zlib';

/** How the body of an event's webhooks lies in Redis: deflated. It tells a job's metadata twice, and much else that is said often. */
export function packBody(body: string): Buffer {
  return deflateSync(body);
}

/** Earlier versions kept it as it is: JSON begins with a brace, and deflated bytes never do. */
export function unpackBody(packed: Buffer): string {
  return packed[0] === '{'.charCodeAt(0) ? packed.toString() : inflateSync(packed).toString();
}
