import type { Redis } from 'ioredis';

/**
 * Lets `disconnect` end a client that waits for its next try to connect. ioredis then only drops its timer. Such a client never has the event `end`, for
 * which BullMQ's workers wait when they close. So a process that was stopped while Redis was away waited for all of its grace time, although Redis came back.
 *
 * Copies of the client, as BullMQ makes them for its blocking connections, do the same.
 */
export function endBetweenTries(redis: Redis): void {
  const disconnect = redis.disconnect.bind(redis);
  const duplicate = redis.duplicate.bind(redis);
  redis.disconnect = (reconnect = false): void => {
    const isBetweenTries = redis.status === 'reconnecting' && !reconnect;
    disconnect(reconnect);
    if (!isBetweenTries) return;
    // A try that is given up before it has found a server ends the client.
    redis.connect().catch(() => undefined);
    disconnect();
  };
  redis.duplicate = (...given): Redis => {
    const copy = duplicate(...given);
    endBetweenTries(copy);
    return copy;
  };
}
