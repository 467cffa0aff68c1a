import type { Redis } from 'ioredis';

/**
 * Sends the commands of one turn of the event loop in one write, so that Redis answers and syncs them together. ioredis writes each
 * separately, and a write costs as much as the rest of a small command, on both sides. No command waits longer than its turn.
 */
export function writeTogether(redis: Redis): void {
  redis.on('connect', () => {
    const { stream } = redis;
    const write = stream.write.bind(stream) as (...written: unknown[]) => boolean;
    let held = false;
    const letGo = () => {
      held = false;
      stream.uncork();
    };
    stream.write = (...written: unknown[]) => {
      if (!held) {
        held = true;
        stream.cork();
        setImmediate(letGo);
      }
      return write(...written);
    };
  });
}
