import type { Called, CallProblem } from './call.ts';

/** What was read last. `problem`: why the last reading failed; what was read before it stays. */
export type Loaded<Data> = { data: Data | null; problem: CallProblem | null; isLoading: boolean };

export type Resource<Data> = {
  readonly state: Loaded<Data>;
  /** Reads something else from now on: what was read before is dropped at once, unless `keep`. */
  load(read: (signal: AbortSignal) => Promise<Called<Data>>, options?: { keep?: boolean }): Promise<void>;
  /** Reads the same again, soon: at most once in a while, however often it is asked. */
  refreshSoon(): void;
  /** Replaces what was read, until the next reading. One that is under way may be older than this, so it is called off, and repeated. */
  replace(data: Data): void;
};

const APART_MS = 1_000;
const AGAIN_AFTER_PROBLEM_MS = 3_000;

/**
 * Something of the server that a page shows and keeps up to date. A hidden tab reads nothing until it is looked at. A reading that is under way
 * ends before the same is read again: where readings take long and much happens, none would end otherwise. `changed` is called after each change.
 */
export function createResource<Data>(changed: () => void): Resource<Data> {
  let state: Loaded<Data> = { data: null, problem: null, isLoading: false };
  let read: ((signal: AbortSignal) => Promise<Called<Data>>) | undefined;
  let underWay: AbortController | undefined;
  /** What is under way may have been read before the change that was heard of. */
  let isStale = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let readAt = -Infinity;

  const set = (next: Partial<Loaded<Data>>): void => {
    state = { ...state, ...next };
    changed();
  };

  const readNow = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (!read) return;
    underWay?.abort();
    const mine = (underWay = new AbortController());
    readAt = performance.now();
    isStale = false;
    set({ isLoading: true });
    let called: Called<Data>;
    try {
      called = await read(mine.signal);
    } catch (error) {
      if (mine.signal.aborted) return;
      throw error;
    } finally {
      if (underWay === mine) underWay = undefined;
    }
    if (mine.signal.aborted) return;
    set(called.problem ? { problem: called.problem, isLoading: false } : { data: called.data, problem: null, isLoading: false });
    if (called.problem && isPassing(called.problem)) readIn(AGAIN_AFTER_PROBLEM_MS);
    else if (isStale) refreshSoon();
  };

  const readIn = (ms: number): void => {
    timer ??= setTimeout(
      () => (document.hidden ? document.addEventListener('visibilitychange', () => void readNow(), { once: true }) : void readNow()),
      ms,
    );
  };

  const refreshSoon = (): void => {
    if (underWay) isStale = true;
    else readIn(Math.max(0, readAt + APART_MS - performance.now()));
  };

  return {
    get state() {
      return state;
    },
    load: (next, { keep = false } = {}) => {
      read = next;
      if (!keep) state = { data: null, problem: null, isLoading: true };
      return readNow();
    },
    refreshSoon,
    replace: (data) => {
      if (underWay) {
        underWay.abort();
        underWay = undefined;
        refreshSoon();
      }
      set({ data, isLoading: false });
    },
  };
}

/** Whether the same reading may succeed later. */
function isPassing({ status }: CallProblem): boolean {
  return status === 0 || status === 429 || status >= 500;
}
