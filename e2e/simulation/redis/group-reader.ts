import type { Redis } from 'ioredis';

/**
 * XREADGROUP and XAUTOCLAIM by the world's clock. Redis notes by its own when it handed an entry out, so that is noted here as well; it never
 * waits for entries, since the world's time would stand still meanwhile.
 */
export function createGroupReader({ raw, now }: { raw: Redis; now: () => number }) {
  const handedAt = new Map<string, number>();

  return {
    /** `GROUP group consumer COUNT n BLOCK ms STREAMS log >` */
    read: async (args: string[]): Promise<unknown> => {
      const block = args.findIndex((arg) => arg.toUpperCase() === 'BLOCK');
      const answer = (await raw.call('XREADGROUP', ...(block === -1 ? args : args.toSpliced(block, 2)))) as
        | [string, [string, string[]][]][]
        | null;
      for (const [id] of answer?.[0]?.[1] ?? []) handedAt.set(id, now());
      return answer;
    },
    /** `log group consumer idle start COUNT n`: what was handed out so long ago, or by a Redis that has lost it since. */
    claim: async ([log, group, consumer, idle, start, , count]: string[]): Promise<unknown> => {
      const pending = (await raw.xpending(log!, group!, start === '0' ? '-' : start!, '+', 1_000)) as [string, string, number, number][];
      const due = pending
        .map(([id]) => id)
        .filter((id) => now() - (handedAt.get(id) ?? 0) >= Number(idle))
        .slice(0, Number(count ?? 100));
      if (due.length === 0) return ['0-0', [], []];
      const entries = ((await raw.xclaim(log!, group!, consumer!, 0, ...due)) as [string, string[]][]).filter((entry) => entry !== null);
      for (const id of due) handedAt.set(id, now());
      return ['0-0', entries, []];
    },
  };
}
