/**
 * What every long-runner of Darkroom is: started once, stopped once. `stop` returns when everything has stopped, and is safe
 * to call twice, before `start`, or while `start` is still under way.
 */
export type Service = {
  start(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * One service made of several: started in the given order, stopped in the reverse order, those never started too (a connection may
 * exist from the beginning). A part that fails to start stops all, and its error is what `start` throws. `stop` stops every part,
 * then throws the first error met.
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
        await stopAll().catch(() => undefined); // the reason not to have started is the one to tell
        throw error;
      });
      return starting;
    },
    stop() {
      stopping ??= (async () => {
        await starting?.catch(() => undefined); // start() has told its caller
        await stopAll();
      })();
      return stopping;
    },
  };
}
