import { createHash } from 'node:crypto';

import { IncompleteFileError } from './archive-error.ts';

/** Counts and hashes what passes. `end` checks the size. */
export function countBytes(expectedBytes: number | null) {
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    add: (chunk: Uint8Array): void => {
      bytes += chunk.byteLength;
      hash.update(chunk);
    },
    /** @throws IncompleteFileError if there is nothing, or not as much as the source promised */
    end: (): { bytes: number; sha256: string } => {
      if (bytes === 0) throw new IncompleteFileError('The file is empty');
      if (expectedBytes !== null && bytes !== expectedBytes) {
        throw new IncompleteFileError(`The file has ${bytes} bytes, but its source promised ${expectedBytes}`);
      }
      return { bytes, sha256: hash.digest('hex') };
    },
  };
}
