import { performance } from 'node:perf_hooks';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** The memory that V8 took from the machine for JavaScript. */
export type Heap = {
  totalBytes(): number;
  /** Which share of the time since it was asked last the process was busy, 0 to 1. */
  busyShare(): number;
  /** Collects all garbage and returns free memory to the machine. It stops the process for 0.1 to 0.2 s. */
  collect(): void;
};

const LOOK_EVERY_MS = 30_000;
const MOST_BUSY = 0.02;
/** A process that has just started has about half of this. */
const LEAST_BYTES = 120 * 1024 * 1024;
/** Growth since the last collection that makes another one worth its pause. */
const GROWTH = 1.5;

/**
 * Returns memory to the machine after a busy time. V8 collects garbage when it needs room, so an idle process keeps what its busiest moment
 * took: an api 350 MB, of which 40 MB are in use. Returns a function that ends it.
 */
export function freeMemoryWhenIdle(heap: Heap = heapOfProcess()): () => void {
  const look = createLook(heap);
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  return () => clearInterval(timer);
}

/** One look at the process: collects if it was idle since the last, and its heap has grown. */
export function createLook(heap: Heap): () => void {
  let keptBytes = 0;
  return () => {
    const isIdle = heap.busyShare() < MOST_BUSY;
    if (!isIdle || heap.totalBytes() < Math.max(LEAST_BYTES, keptBytes * GROWTH)) return;
    heap.collect();
    keptBytes = heap.totalBytes();
  };
}

export function heapOfProcess(): Heap {
  let since = performance.eventLoopUtilization();
  let gc: NodeJS.GCFunction | undefined;
  return {
    totalBytes: () => getHeapStatistics().total_heap_size,
    busyShare: () => {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, since);
      since = now;
      return utilization;
    },
    collect: () => {
      gc ??= exposeCollector();
      // A usual collection keeps the emptied pages for what comes next.
      gc({ type: 'major', flavor: 'last-resort', execution: 'sync' });
    },
  };
}

/** V8's collector, which otherwise only an option of the command line shows. */
function exposeCollector(): NodeJS.GCFunction {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as NodeJS.GCFunction;
}
