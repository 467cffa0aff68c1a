import { Queue } from 'bullmq';

export type RawQueue = Queue & AsyncDisposable;

/** A BullMQ queue as anybody would open it. */
export function openRawQueue(url: string, name: string): RawQueue {
  const queue = new Queue(name, { connection: { url } });
  return Object.assign(queue, { [Symbol.asyncDispose]: () => queue.close() });
}
