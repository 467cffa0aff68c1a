import type { Redis } from 'ioredis';

/**
 * Commands given in one turn of the event loop leave in one write, and Redis answers and syncs them together. ioredis writes each by
 * itself, and a write costs as much as all the rest of a small command, on both sides. None waits longer than the turn that it is given in.
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
