import process from 'node:process';

/**
 * The one clock of a world, and all that is to happen in it, in order of time. One thing happens after another: the next begins when all
 * that followed from the last has come to rest. So the same seed gives the same world, and hours pass as fast as things can happen.
 */
export type VirtualTime = ReturnType<typeof createVirtualTime>;

export type Scheduled = { cancel(): void };

type Entry = { at: number; order: number; happen: (() => void | Promise<void>) | undefined };

/** So many things in one millisecond are a loop without end: something does the same again and again, and waits for nothing. */
const MOST_AT_ONCE = 200_000;

/** `startAt` in ms since the epoch. It must lie in the past by real clocks: Redis takes no delivery times in the future. */
export function createVirtualTime(startAt: number) {
  let now = startAt;
  let order = 0;
  let atOnce = 0;
  const heap: Entry[] = [];

  const at = (when: number, happen: () => void | Promise<void>): Scheduled => {
    const entry: Entry = { at: Math.max(when, now), order: order++, happen };
    push(heap, entry);
    return { cancel: () => void (entry.happen = undefined) };
  };

  return {
    startAt,
    now: (): number => now,
    at,
    in: (ms: number, happen: () => void | Promise<void>): Scheduled => at(now + Math.max(0, Math.round(ms)), happen),
    /** Again and again, `everyMs` after the last time has come to rest, until it answers false. */
    every: (everyMs: () => number, happen: () => boolean | Promise<boolean>): void => {
      const again = async () => {
        if (await happen()) at(now + everyMs(), again);
      };
      at(now + everyMs(), again);
    },
    /** Lets everything happen up to an instant, or up to when `enough`. */
    runUntil: async (until: number, enough: () => boolean = () => false): Promise<void> => {
      while (!enough()) {
        const first = heap[0];
        if (!first || first.at > until) {
          now = Math.max(now, until);
          return;
        }
        pop(heap);
        if (!first.happen) continue;
        atOnce = first.at > now ? 0 : atOnce + 1;
        if (atOnce > MOST_AT_ONCE) throw new Error(`More than ${MOST_AT_ONCE} things happen in one millisecond: something never waits`);
        now = first.at;
        await first.happen();
        await atRest();
      }
    },
  };
}

/** All that follows has followed: promises, since the event loop comes round only then, and what waits for the event loop itself. */
async function atRest(): Promise<void> {
  do {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  } while (process.getActiveResourcesInfo().includes('Immediate'));
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function push(heap: Entry[], entry: Entry): void {
  let index = heap.push(entry) - 1;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if (!isBefore(entry, heap[parent]!)) break;
    heap[index] = heap[parent]!;
    index = parent;
  }
  heap[index] = entry;
}

function pop(heap: Entry[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let index = 0;
  for (;;) {
    let child = 2 * index + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
    if (!isBefore(heap[child]!, last)) break;
    heap[index] = heap[child]!;
    index = child;
  }
  heap[index] = last;
}
