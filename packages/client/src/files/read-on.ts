import { ConnectionError, DarkroomError } from '../errors/darkroom-error.ts';
import { unexpectedAnswer } from '../errors/read-problem.ts';
import { backoffMs } from '../http/backoff.ts';
import type { Http } from '../http/http.ts';

/** Bytes of a file: from `start`, and with `end` up to and with it. */
export type Range = { start: number; end?: number | undefined };

/** An answer with its body still to be read, under the limits of its call. */
export type Opened = Awaited<ReturnType<Http['open']>>;

type Reading = { opened: Opened; reader: ReadableStreamDefaultReader<Uint8Array>; skip: number };

/**
 * The bytes of a file in order, over as many connections as it takes: where one breaks or stays silent, `open` asks for the rest. A server
 * that sends the whole file instead is read from its beginning, and the bytes that are there already are dropped.
 */
export function readOn(
  first: Opened,
  how: { http: Http; range: Range | undefined; signal: AbortSignal | undefined; open: (range: Range) => Promise<Opened> },
) {
  const { http, signal, open } = how;
  const { start, end } = { start: 0, ...how.range };
  const total = totalOf(first.response);
  const last = end === undefined ? total && total - 1 : Math.min(end, (total ?? Infinity) - 1);
  const tag = first.response.headers.get('etag');
  let next = start;
  let reading = begin(first, next);
  let isLeft = false;

  /** One piece; undefined at the end. Tries on after a break, for as long as something comes. */
  const read = async (): Promise<Uint8Array | undefined> => {
    for (let failures = 0; ;) {
      try {
        const piece = await readPiece(reading, { next, last });
        next += piece?.byteLength ?? 0;
        if (piece) return piece;
        if (last === null || next > last) return undefined;
        throw new ConnectionError(`The file broke off after ${next} of ${last + 1} bytes`);
      } catch (error) {
        reading.opened.ended();
        reading.reader.cancel().catch(() => undefined); // it is broken
        failures += 1;
        signal?.throwIfAborted();
        const lost = error instanceof DarkroomError ? error : new ConnectionError('The connection of a file broke', { cause: error });
        if (!(lost instanceof ConnectionError) || last === null || failures > first.maxRetries) throw lost;
        await http.clock.sleep(backoffMs(failures, null, http.clock.random()), signal);
        if (isLeft) return undefined;
        reading = begin(await openRest(), next);
      }
    }
  };

  const openRest = async () => {
    const again = await open({ start: next, ...(end === undefined ? {} : { end }) });
    const { response } = again;
    const other = response.headers.get('etag');
    if (totalOf(response) === total && (tag === null || other === null || tag === other)) return again;
    again.ended();
    await response.body?.cancel();
    throw unexpectedAnswer(response, 'The file has changed while it was read.');
  };

  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const piece = await read();
      if (piece) controller.enqueue(piece);
      else {
        reading.opened.ended();
        controller.close();
      }
    },
    cancel: async (reason) => {
      isLeft = true;
      reading.opened.ended();
      await reading.reader.cancel(reason);
    },
  });
  // The types of browsers do not say yet that a stream can be iterated.
  return { body: body as typeof body & AsyncIterable<Uint8Array>, bytes: last === null ? null : Math.max(0, last + 1 - start) };
}

/** @throws ApiError for a part that does not begin where it has to */
function begin(opened: Opened, next: number): Reading {
  const { response } = opened;
  const offset = response.status === 206 ? Number(/^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1] ?? NaN) : 0;
  if (!(offset <= next)) {
    opened.ended();
    throw unexpectedAnswer(response, 'The server of the file sent another part than the one asked for.');
  }
  return { opened, reader: (response.body ?? new Blob([]).stream()).getReader(), skip: next - offset };
}

/** What comes next, without what was there already and what is not wanted. */
async function readPiece(reading: Reading, { next, last }: { next: number; last: number | null }): Promise<Uint8Array | undefined> {
  for (;;) {
    if (last !== null && next > last) {
      await reading.reader.cancel();
      return undefined;
    }
    const { done, value } = await inTime(reading.reader.read(), reading.opened.timeoutMs);
    if (done) return undefined;
    const piece = value.subarray(Math.min(reading.skip, value.byteLength), last === null ? undefined : reading.skip + last + 1 - next);
    reading.skip -= Math.min(reading.skip, value.byteLength);
    if (piece.byteLength > 0) return piece;
  }
}

/** The size of the whole file, where the answer says it. */
function totalOf({ status, headers }: Response): number | null {
  if (status === 206) return readSize(/\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1]);
  return headers.has('content-encoding') ? null : readSize(headers.get('content-length'));
}

function readSize(text: string | null | undefined): number | null {
  return text === null || text === undefined || !/^\d{1,15}$/.test(text) ? null : Number(text);
}

async function inTime<T>(reading: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new ConnectionError(`Nothing of the file came for ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([reading, silence]);
  } finally {
    clearTimeout(timer);
  }
}
