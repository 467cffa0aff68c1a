import { createCipheriv, createHash } from 'node:crypto';

/** What a file consists of. Equal values give the same bytes. */
export type FileContent = {
  /** The JPEG, without the comment. */
  picture: Buffer;
  /** Stands in the JPEG as a comment, so that two downloads differ although they show the same. Empty: no comment. */
  comment: string;
  /** The file is filled up to this size, after the end of the JPEG. Smaller: it is not filled. */
  leastBytes: number;
};

const CHUNK_BYTES = 1024 * 1024;
const SOI_BYTES = 2;
const COM = 0xfffe;

export function lengthOf(content: FileContent): number {
  return Math.max(content.leastBytes, headOf(content).length);
}

/** Reads the bytes from `start` up to, not including, `end`, in pieces of at most 1 MB. */
export function* readContent(content: FileContent, { start, end }: { start: number; end: number }): Generator<Buffer> {
  const head = headOf(content);
  if (start < head.length) yield head.subarray(start, Math.min(end, head.length));
  const key = createHash('sha256').update(content.comment).digest();
  for (let at = Math.max(start, head.length); at < end;) {
    const until = Math.min(end, at + CHUNK_BYTES);
    yield fillBytes(key, at, until);
    at = until;
  }
}

/** The JPEG with its comment, which follows the first marker. */
function headOf({ picture, comment }: FileContent): Buffer {
  if (comment === '') return picture;
  const text = Buffer.from(comment);
  const segment = Buffer.alloc(4);
  segment.writeUInt16BE(COM, 0);
  segment.writeUInt16BE(text.length + 2, 2);
  return Buffer.concat([picture.subarray(0, SOI_BYTES), segment, text, picture.subarray(SOI_BYTES)]);
}

/** Bytes that look random and follow from the key and their place: the key stream of AES in counter mode. */
function fillBytes(key: Buffer, start: number, end: number): Buffer {
  const block = Math.floor(start / 16);
  const counter = Buffer.alloc(16);
  counter.writeBigUInt64BE(BigInt(block), 8);
  const skipped = start - block * 16;
  return createCipheriv('aes-256-ctr', key, counter)
    .update(Buffer.alloc(skipped + end - start))
    .subarray(skipped);
}
