import process from 'node:process';

/** Rejects at SIGINT or SIGTERM, so that what was started can be ended in order. */
export function whenInterrupted(): Promise<never> {
  const interrupted = new Promise<never>((_resolve, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => reject(new Error(`interrupted by ${signal}`)));
  });
  interrupted.catch(() => undefined); // whoever waits for it gets the rejection as well
  return interrupted;
}
