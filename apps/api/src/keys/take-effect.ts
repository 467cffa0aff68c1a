import { isRedisAway } from '@darkroom/queue';

import type { KeyRing } from '../http/access/key-ring.ts';

/** Makes a change of a key count in this process before it is answered; in the others it does within a second. */
export async function takeEffect(ring: KeyRing): Promise<void> {
  try {
    await ring.refresh();
  } catch (error) {
    if (!isRedisAway(error)) throw error; // the change is stored, and counts as soon as a key is checked again
  }
}
