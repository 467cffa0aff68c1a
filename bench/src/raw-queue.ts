import { Queue } from 'bullmq';

export type RawQueue = Queue & AsyncDisposable;

/** Opens a BullMQ queue with default options. */
export function openRawQueue(url: string, name: string): RawQueue {
  const queue = new Queue(name, { connection: { url } });
  return Object.assign(queue, { [Symbol.asyncDispose]: () => queue.close() });
}
