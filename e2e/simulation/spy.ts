import { unpackEvent } from '@darkroom/queue';

import type { Book } from './book.ts';
import type { RedisServer } from './redis/redis-server.ts';

export type Spy = ReturnType<typeof createSpy>;

/** Reads the event log behind the product's back, before it is trimmed. */
export function createSpy({ redis, book }: { redis: RedisServer; book: Book }) {
  let last = '0-0';

  return {
    look: async (): Promise<void> => {
      for (;;) {
        const entries = await redis.raw.xrange(`${redis.root}:events`, `(${last}`, '+', 'COUNT', 500);
        for (const [id, flat] of entries) {
          const stored: Record<string, string> = {};
          for (let i = 0; i < flat.length; i += 2) stored[flat[i]!] = flat[i + 1]!;
          const fields = unpackEvent(stored);
          const { event = '', about = 'job', id: subject = '' } = fields;
          book.addEvent({ id: `evt_${id}`, at: Number(id.split('-')[0]), type: event, about, subject, fields });
          last = id;
        }
        if (entries.length < 500) return;
      }
    },
    /** The log is again as it was at that instant. */
    goBack: (at: number): void => {
      book.forgetSince(at);
      last = `${at}-18446744073709551615`;
    },
  };
}
