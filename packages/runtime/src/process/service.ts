/**
 * A long-running part of Darkroom, started once and stopped once. `stop` returns when everything has stopped. It is safe to call twice,
 * before `start`, or while `start` is still running.
 */
export type Service = {
  start(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Combines several services into one. They start in the given order and stop in reverse order, including those never started (a connection
 * may exist from the beginning). A part that fails to start stops all, and `start` throws its error. `stop` stops every part, then throws
 * the first error.
 */
export function composeServices(...parts: Service[]): Service {
  let starting: Promise<void> | undefined;
  let stopping: Promise<void> | undefined;

  const startAll = async () => {
    for (const part of parts) {
      if (stopping) return;
      await part.start();
    }
  };
  const stopAll = async () => {
    const errors: unknown[] = [];
    for (const part of parts.toReversed()) {
      await part.stop().catch((error: unknown) => errors.push(error));
    }
    if (errors.length > 0) throw errors[0];
  };

  return {
    start() {
      starting ??= startAll().catch(async (error: unknown) => {
        await stopAll().catch(() => undefined); // the error of the start is thrown instead
        throw error;
      });
      return starting;
    },
    stop() {
      stopping ??= (async () => {
        await starting?.catch(() => undefined); // start() throws it to its caller
        await stopAll();
      })();
      return stopping;
    },
  };
}
