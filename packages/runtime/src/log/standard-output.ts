import { writeSync } from 'node:fs';
import process from 'node:process';

import type { DestinationStream } from 'pino';

/** Buffered lines are written after this many ms, or when about this many bytes have accumulated. */
const WRITE_EVERY_MS = 100;
const WRITE_FROM_BYTES = 12_288;
/** How long the end of a process waits for a reader that does not read. */
const LAST_WRITE_MS = 1_000;
const NEXT_TRY_MS = 10;

const STDOUT = 1;
const NOTHING = Buffer.alloc(0);

/** Lines that are to be written after `rest`, the part of earlier ones that the output has not taken yet. */
let lines = '';
let rest = NOTHING;
let timer: NodeJS.Timeout | undefined;
let opened = false;
/** The reader does not keep up: the timer tries again. */
let full = false;

/**
 * Where all loggers of a process write: standard output, through one buffer that is also written when the process exits. No write waits for the reader: if
 * it has gone, lines are lost, and if it stands still, they are kept until it goes on or the process ends.
 */
export const standardOutput: DestinationStream & { flushSync(): void } = {
  write(line) {
    if (!opened) open();
    lines += line;
    if (!full && lines.length >= WRITE_FROM_BYTES) writeSome();
    else writeSoon();
  },
  /** Writes all lines, or what the reader takes within a second. pino calls it after a fatal line. */
  flushSync() {
    const endAt = performance.now() + LAST_WRITE_MS;
    writeSome();
    while (full && performance.now() < endAt) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, NEXT_TRY_MS); // only sleeps
      writeSome();
    }
  },
};

function open(): void {
  opened = true;
  // With this Node lets pipes and sockets refuse a write that would wait. A thread in such a write would keep the process from ending.
  void process.stdout;
  process.on('exit', () => standardOutput.flushSync());
}

function writeSoon(): void {
  timer ??= setTimeout(() => {
    timer = undefined;
    writeSome();
  }, WRITE_EVERY_MS).unref();
}

function writeSome(): void {
  full = false;
  try {
    while (rest.length > 0 || lines !== '') {
      if (rest.length === 0) {
        rest = Buffer.from(lines);
        lines = '';
      }
      rest = rest.subarray(writeSync(STDOUT, rest));
    }
  } catch (error) {
    full = (error as NodeJS.ErrnoException).code === 'EAGAIN';
    if (full) return writeSoon();
    // The reader has gone, or the disk is full: these lines are lost, and there is nowhere to report it.
    lines = '';
    rest = NOTHING;
  }
}
