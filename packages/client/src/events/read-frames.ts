import { createParser } from 'eventsource-parser';

import { ConnectionError } from '../errors/darkroom-error.ts';

/** One block of a stream: an event, or only the place that the stream has reached. */
export type Frame = { id: string | undefined; data: string | undefined };

/** The server sends at least a comment every 15 s. */
const SILENCE_MS = 60_000;

/** Reads Server-Sent Events. Ends with the stream. @throws ConnectionError when the stream breaks, or is silent for a minute */
export async function* readFrames(body: ReadableStream<Uint8Array>): AsyncGenerator<Frame> {
  const frames: Frame[] = [];
  const parser = createParser({ onEvent: ({ id, data }) => frames.push({ id, data }) });
  const places = placeReader((id) => frames.push({ id, data: undefined }));
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await inTime(reader.read());
      if (done) return;
      for (const line of linesOf(decoder.decode(value, { stream: true }))) {
        const before = frames.length;
        parser.feed(line);
        places.feed(line, frames.length > before);
      }
      yield* frames.splice(0);
    }
  } finally {
    // Also when the reader of the events stops in the middle. A broken stream cannot be canceled, and need not be.
    await reader.cancel().catch(() => undefined);
  }
}

/** The text in parts that each end with a line, but for the last. */
function linesOf(text: string): string[] {
  const lines = text.split('\n');
  return lines.map((line, at) => (at < lines.length - 1 ? `${line}\n` : line)).filter((line) => line !== '');
}

/** Finds blocks that have an `id` and no event: eventsource-parser 3 leaves them out. Version 4, which has them, needs Node 22. */
function placeReader(onPlace: (id: string) => void) {
  let line = '';
  let id: string | undefined;
  return {
    feed: (part: string, hadEvent: boolean) => {
      line += part;
      if (!part.endsWith('\n')) return;
      const text = line.replace(/\r?\n$/, '');
      line = '';
      if (text.startsWith('id:')) id = text.slice('id:'.length).trimStart();
      if (text !== '') return;
      if (id !== undefined && !hadEvent) onPlace(id);
      id = undefined;
    },
  };
}

async function inTime<T>(reading: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new ConnectionError('The stream of events was silent for a minute')), SILENCE_MS);
  });
  try {
    return await Promise.race([reading, silence]);
  } finally {
    clearTimeout(timer);
  }
}
