import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Lists files that an app could not read at its start and renamed; the user should know of new ones. */
export async function filesSetAside(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.includes('.unreadable-')).map((name) => join(folder, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
