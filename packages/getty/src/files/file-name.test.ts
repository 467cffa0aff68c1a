import { describe, expect, test } from '@jest/globals';
import { readFileName } from './file-name.ts';

describe('readFileName', () => {
  test.each([
    ['attachment; filename=fox.jpg', 'fox.jpg'],
    ['attachment; filename="a red fox.jpg"', 'a red fox.jpg'],
    ['attachment; filename="say \\"hi\\".jpg"', 'say "hi".jpg'],
    [`attachment; filename="fox.jpg"; filename*=UTF-8''f%C3%BCchs%20%E2%82%AC.jpg`, 'füchs €.jpg'],
    [`attachment; filename*=utf-8'de'f%C3%BCchs.jpg`, 'füchs.jpg'],
    ['ATTACHMENT; FileName=fox.jpg', 'fox.jpg'],
    ['attachment; filename="../../etc/passwd"', 'passwd'],
    ['attachment; filename="C:\\\\temp\\\\fox.jpg"', 'fox.jpg'],
    [`attachment; filename="fox.jpg"; filename*=UTF-8''%E2%82`, 'fox.jpg'],
    [`attachment; filename*=UTF-8''fox%0D%0A.jpg`, 'fox.jpg'],
  ])('reads %s', (header, expected) => {
    expect(readFileName(header)).toBe(expected);
  });

  test.each([undefined, '', 'attachment', 'inline; name=x', 'attachment; filename=".."', 'attachment; filename="a/"', 'a b/c'])(
    'finds no name in %j',
    (header) => {
      expect(readFileName(header)).toBeNull();
    },
  );
});
