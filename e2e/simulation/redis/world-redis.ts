import { ownRedis, type OwnRedis } from '@darkroom/testkit';

/**
 * A Redis for worlds alone: what else uses a Redis cannot slow it down or hang up on it. It keeps nothing on disk, since a world that loses it
 * is over, and a world waits for each of its commands.
 */
export async function worldRedis(): Promise<OwnRedis> {
  const redis = await ownRedis();
  await redis.command('CONFIG', 'SET', 'appendonly', 'no');
  return redis;
}
