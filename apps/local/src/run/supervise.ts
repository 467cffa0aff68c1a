import type { Clock, Service } from '@darkroom/runtime';

/** Something that runs. `exited` resolves with the way it ended, in words that follow "ended". */
export type Running = { exited: Promise<string>; stop(): Promise<void> };

export type SuperviseOptions = {
  name: string;
  /** Starts it and returns when it is ready; the signal aborts that. @throws if it cannot start */
  start: (signal: AbortSignal) => Promise<Running>;
  say: (text: string) => void;
  clock: Clock;
};

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A process that ran this long is healthy: its next end starts with the first pause. */
const HEALTHY_AFTER_MS = 60_000;

/** Keeps something running. Its first start must succeed; when it ends later, it is started again with growing pauses. */
export function supervise({ name, start, say, clock }: SuperviseOptions): Service {
  const stopping = new AbortController();
  let starting: Promise<void> | undefined;
  let running: Running | undefined;
  let watching: Promise<void> = Promise.resolve();

  const watch = async () => {
    let pauseMs = FIRST_PAUSE_MS;
    let startedAt = clock.now();
    let ended = await running?.exited;
    while (!stopping.signal.aborted) {
      if (clock.now() - startedAt > HEALTHY_AFTER_MS) pauseMs = FIRST_PAUSE_MS;
      say(`${name} ended ${ended}; starting it again in ${pauseMs / 1_000} s`);
      await clock.sleep(pauseMs, stopping.signal);
      if (stopping.signal.aborted) return;
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      startedAt = clock.now();
      try {
        running = await start(stopping.signal);
        say(`${name} is back`);
        ended = await running.exited;
      } catch (error) {
        ended = `at its start: ${(error as Error).message}`;
      }
    }
  };

  return {
    start() {
      starting ??= (async () => {
        if (stopping.signal.aborted) return;
        running = await start(stopping.signal);
        watching = watch();
      })();
      return starting;
    },
    async stop() {
      stopping.abort();
      await starting?.catch(() => undefined); // start() has already thrown it
      await running?.stop();
      await watching;
      await running?.stop(); // the one that was restarted while we were stopping
    },
  };
}
