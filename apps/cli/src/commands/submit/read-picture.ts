import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';

import type { World } from '../../world.ts';

/** The bytes of a file on this machine; `-`: of standard input. */
export function readPicture(world: World, path: string): Promise<Uint8Array> {
  return path === '-' ? buffer(world.stdin) : readFile(path);
}
