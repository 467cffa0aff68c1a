import { pino, type DestinationStream } from 'pino';

/** Buffered lines are written after this many ms, or when this many bytes have accumulated. */
const FLUSH_EVERY_MS = 100;
/** Below sonic-boom's longest write, 16 KB. */
const FLUSH_FROM_BYTES = 12_288;

const FLUSHED_WITHIN_MS = 1_000;

type Buffered = ReturnType<typeof pino.destination>;

let buffered: Buffered | undefined;

/**
 * Where all loggers of a process write: standard output, through one buffer that is also written when the process exits. It is opened with the first
 * line, and only once, because its timer writes ten times a second until the process ends, even if there is nothing to write.
 */
export const standardOutput: DestinationStream & Pick<Buffered, 'flushSync'> & { flushed(): Promise<void> } = {
  write(line) {
    buffered ??= pino.destination({ dest: 1, sync: false, minLength: FLUSH_FROM_BYTES, periodicFlush: FLUSH_EVERY_MS });
    buffered.write(line);
  },
  /** pino calls it after a fatal line. */
  flushSync: () => buffered?.flushSync(),
  /**
   * Returns when all lines were written, or cannot be: nobody reads the output any more, or does not go on within two seconds. To be called before the process
   * exits: pino's own last write would try for ever to reach a reader that has just gone, and learns of that only from a write like this one.
   */
  flushed: async () => {
    // A write that is under way takes none of the lines that came after it began: they need one more.
    await writeBuffered();
    await writeBuffered();
  },
};

function writeBuffered(): Promise<void> {
  return new Promise((resolve) => {
    if (!buffered) return resolve();
    const timer = setTimeout(resolve, FLUSHED_WITHIN_MS);
    buffered.flush(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
