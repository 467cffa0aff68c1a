import type { World } from './world.ts';

/** Whether a job waits for a source that is held, or for one that waits for such a source. Only a person ends that. */
export async function waitsForHeld({ redis }: World, id: string): Promise<boolean> {
  for (let at = id; ;) {
    const [status, awaits, source] = await redis.raw.hmget(`${redis.root}:job:${at}`, 'status', 'awaits', 'source_job');
    if (status === 'held') return at !== id;
    if (awaits !== '1' || !source) return false;
    at = source;
  }
}
