import { deflateSync, inflateSync } from 'node:zlib';

/** Deflates the body of an event's webhooks for Redis. It has a job's metadata twice, and many repeated texts. */
export function packBody(body: string): Buffer {
  return deflateSync(body);
}

/** Earlier versions stored it unpacked: JSON begins with a brace, and deflated bytes never do. */
export function unpackBody(packed: Buffer): string {
  return packed[0] === '{'.charCodeAt(0) ? packed.toString() : inflateSync(packed).toString();
}
