import { readFileSync } from 'node:fs';

import { describe, expect, test } from '@jest/globals';

import { jpegOf, segment } from '../test/jpeg.ts';
import { createJpegCheck } from './jpeg-check.ts';

const JPEG = jpegOf(400);
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const SOI = Buffer.from([0xff, 0xd8]);
const EOI = Buffer.from([0xff, 0xd9]);
const FRAME = segment(0xc0, Buffer.from([8, 0, 16, 0, 16, 1, 1, 0x11, 0]));
const SCAN = segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0]));

/** What is wrong, however the picture is cut into chunks. */
function check(picture: Buffer): string | undefined {
  const found = [1, 2, 3, 7, picture.length].map((size) => {
    const one = createJpegCheck();
    for (let at = 0; at < picture.length; at += size) {
      const wrong = one.take(picture.subarray(at, at + size));
      if (wrong !== undefined) return wrong;
    }
    return one.end();
  });
  if (new Set(found).size > 1) throw new Error(`depends on chunks: ${found.join(' | ')}`);
  return found[0];
}

describe('is a whole JPEG', () => {
  test.each([
    ['as it is', JPEG],
    ['as a browser writes it', readFileSync(new URL('../../../../docs/pictures/dashboard.jpg', import.meta.url))],
    [
      'with escaped bytes and restarts in its scan',
      Buffer.concat([JPEG.subarray(0, -2), Buffer.from([0xff, 0, 0xff, 0xd0, 1, 0xff, 0xd7]), EOI]),
    ],
    [
      'with several scans',
      Buffer.concat([SOI, FRAME, SCAN, Buffer.from([1, 2]), segment(0xc4, Buffer.alloc(3)), SCAN, Buffer.from([3]), EOI]),
    ],
    [
      'with bytes that fill up before a marker',
      Buffer.concat([SOI, Buffer.from([0xff, 0xff]), FRAME, SCAN, Buffer.from([9, 0xff, 0xff, 0xd9])]),
    ],
    ['with a progressive frame', Buffer.concat([SOI, segment(0xc2, FRAME.subarray(4)), SCAN, Buffer.from([1]), EOI])],
    [
      'with a marker’s bytes in a comment',
      Buffer.concat([SOI, segment(0xfe, Buffer.concat([EOI, PNG])), FRAME, SCAN, Buffer.from([1]), EOI]),
    ],
    ['with a further whole JPEG behind it, as phones write', Buffer.concat([JPEG, JPEG])],
    ['with an empty segment', Buffer.concat([SOI, segment(0xe1, Buffer.alloc(0)), FRAME, SCAN, Buffer.from([1]), EOI])],
  ])('%s', (_name, picture) => {
    expect(check(picture)).toBeUndefined();
  });
});

describe('is none', () => {
  test.each([
    ['nothing', Buffer.alloc(0), 'it is not complete'],
    ['a PNG', PNG, 'it does not begin as a JPEG'],
    ['text', Buffer.from('<svg onload=alert(1)>'), 'it does not begin as a JPEG'],
    ['only the beginning', SOI, 'it is not complete'],
    ['without its end', JPEG.subarray(0, -2), 'it is not complete'],
    ['cut in the last marker', JPEG.subarray(0, -1), 'it is not complete'],
    ['cut in a segment', JPEG.subarray(0, 30), 'it is not complete'],
    ['only two markers', Buffer.concat([SOI, EOI]), 'it has no picture'],
    ['a frame without a scan', Buffer.concat([SOI, FRAME, EOI]), 'it has no picture'],
    ['a scan without a frame', Buffer.concat([SOI, SCAN, Buffer.from([1]), EOI]), 'it has a scan without a frame'],
    ['a frame without a size', Buffer.concat([SOI, segment(0xc0, Buffer.from([8, 0, 16, 0, 0, 1])), SCAN, EOI]), 'its frame has no size'],
    ['a frame that is too short', Buffer.concat([SOI, segment(0xc0, Buffer.from([8])), SCAN, EOI]), 'its frame has no size'],
    ['an archive behind it', Buffer.concat([JPEG, Buffer.from('PK\u0003\u0004')]), 'something is behind its end'],
    ['a page behind it', Buffer.concat([JPEG, Buffer.from('<html>')]), 'something is behind its end'],
    ['half a JPEG behind it', Buffer.concat([JPEG, JPEG.subarray(0, 50)]), 'it is not complete'],
    ['another file behind a marker', Buffer.concat([JPEG, Buffer.from([0xff, 0x00])]), 'it does not begin as a JPEG'],
    ['a picture within', Buffer.concat([SOI, SOI, FRAME]), 'it has a picture within the picture'],
    ['a length of one', Buffer.concat([SOI, Buffer.from([0xff, 0xe0, 0, 1])]), 'a segment is shorter than its length'],
    ['a marker in the wrong place', Buffer.concat([SOI, Buffer.from([0xff, 0xd0])]), 'it has a marker that no JPEG has there'],
    ['noise between segments', Buffer.concat([SOI, FRAME, Buffer.from('noise')]), 'a segment does not end where it should'],
  ])('%s', (_name, picture, wrong) => {
    expect(check(picture)).toBe(wrong);
  });
});
