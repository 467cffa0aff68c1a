/**
 * Checks the structure of a JPEG while it arrives, in bounded memory: from its first marker to its last, with a frame, at least one scan, and nothing
 * behind the end except further whole JPEGs (phones append some). It does not decode the picture.
 */
export type JpegCheck = {
  /** Returns what is wrong with the picture, as soon as it is known. */
  take(chunk: Uint8Array): string | undefined;
  /** The same, when all of it has arrived. */
  end(): string | undefined;
};

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;

/** Of a frame: precision (1), height (2), width (2). */
const FRAME_BYTES = 5;

type Expecting = 'marker' | 'code' | 'length_high' | 'length_low' | 'segment' | 'scan' | 'end';

export function createJpegCheck(): JpegCheck {
  let expecting: Expecting = 'marker';
  let isFirst = true;
  let length = 0;
  let left = 0;
  let code = 0;
  /** The first bytes of a frame's segment. */
  let frame: number[] = [];
  let hasFrame = false;
  let hasScan = false;

  /** A marker outside of a scan's data. */
  const begin = (marker: number): string | undefined => {
    if (isFirst !== (marker === SOI)) return isFirst ? 'it does not begin as a JPEG' : 'it has a picture within the picture';
    isFirst = false;
    code = marker;
    expecting = marker === SOI ? 'marker' : marker === EOI ? 'end' : 'length_high';
    if (marker === SOI) return undefined;
    if (marker === EOI) return hasScan ? undefined : 'it has no picture';
    if (marker < 0xc0 || isRestart(marker)) return 'it has a marker that no JPEG has there';
    return marker === SOS && !hasFrame ? 'it has a scan without a frame' : undefined;
  };

  /** In a scan, an escaped byte and a restart are part of the picture. */
  const readCode = (byte: number): string | undefined => {
    if (byte === 0xff && !isFirst) return undefined; // fills up
    if (code !== SOS || !(byte === 0 || isRestart(byte))) return begin(byte);
    expecting = 'scan';
    return undefined;
  };

  const endSegment = (): string | undefined => {
    expecting = code === SOS ? 'scan' : 'marker';
    hasScan ||= code === SOS;
    if (!isFrame(code)) return undefined;
    hasFrame = true;
    return frame.length < FRAME_BYTES || (frame[3] === 0 && frame[4] === 0) ? 'its frame has no size' : undefined;
  };

  /** A further picture. */
  const beginAgain = (): void => {
    expecting = 'code';
    isFirst = true;
    hasFrame = false;
    hasScan = false;
    code = 0;
  };

  /** Uses the byte at `at`, and as many after it as belong to the same. Returns where to go on, or what is wrong. */
  const step = (chunk: Uint8Array, at: number): number | string => {
    const byte = chunk[at]!;
    switch (expecting) {
      case 'marker':
        if (byte !== 0xff) return isFirst ? 'it does not begin as a JPEG' : 'a segment does not end where it should';
        expecting = 'code';
        return at + 1;
      case 'code':
        return readCode(byte) ?? at + 1;
      case 'length_high':
        length = byte * 256;
        expecting = 'length_low';
        return at + 1;
      case 'length_low':
        left = length + byte - 2;
        if (left < 0) return 'a segment is shorter than its length';
        frame = [];
        expecting = 'segment';
        return left === 0 ? (endSegment() ?? at + 1) : at + 1;
      case 'segment': {
        const size = Math.min(left, chunk.length - at);
        frame.push(...chunk.subarray(at, at + Math.min(size, FRAME_BYTES - frame.length)));
        left -= size;
        return left === 0 ? (endSegment() ?? at + size) : at + size;
      }
      case 'scan': {
        const marker = chunk.indexOf(0xff, at);
        if (marker < 0) return chunk.length;
        expecting = 'code';
        return marker + 1;
      }
      case 'end':
        if (byte !== 0xff) return 'something is behind its end';
        beginAgain();
        return at + 1;
    }
  };

  return {
    take: (chunk) => {
      for (let at = 0; at < chunk.length;) {
        const next = step(chunk, at);
        if (typeof next === 'string') return next;
        at = next;
      }
      return undefined;
    },
    end: () => (expecting === 'end' ? undefined : 'it is not complete'),
  };
}

/** SOF0 to SOF15, without the tables DHT, JPG and DAC between them. */
function isFrame(code: number): boolean {
  return code >= 0xc0 && code <= 0xcf && code !== 0xc4 && code !== 0xc8 && code !== 0xcc;
}

function isRestart(code: number): boolean {
  return code >= 0xd0 && code <= 0xd7;
}
