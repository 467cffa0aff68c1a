import { isFinal } from '@darkroom/contracts';

import { webhooksArrive } from './invariants/webhooks-arrive.ts';
import { waitsForHeld } from './waits-for-held.ts';
import type { World } from './world.ts';

/** Nothing is left to do: every promised job has ended or is held, and no webhook is on its way to a receiver that answers. */
export async function isQuiet(world: World): Promise<boolean> {
  const { book, redis } = world;
  for (const { id, at } of book.accepted.values()) {
    const status = book.status(id);
    const isOver = status !== undefined && (isFinal(status) || status === 'held');
    const wasLost =
      world.losses.some((loss) => at > loss.backTo && at <= loss.at) && (await redis.raw.exists(`${redis.root}:job:${id}`)) === 0;
    if (!isOver && !wasLost && !(await waitsForHeld(world, id))) return false;
  }
  if ((await redis.raw.zcard(`${redis.root}:due`)) > 0) return false;
  return (await webhooksArrive.end!(world)).length === 0;
}
