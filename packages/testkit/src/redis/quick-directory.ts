import { mkdtemp, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
const ROOM_BYTES = 2 ** 31;

/**
 * A new directory for the files of a Redis: in memory where there is room for the data of a run, else the usual temporary one. A Redis of the
 * tests syncs each write, since processes check that; on a disk that others write to, a write can take seconds. `kill -9` leaves files in both.
 */
export async function quickDirectory(prefix: string): Promise<string> {
  const free = await statfs(MEMORY).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0, // only Linux has it
  );
  return mkdtemp(join(free >= ROOM_BYTES ? MEMORY : tmpdir(), prefix));
}
