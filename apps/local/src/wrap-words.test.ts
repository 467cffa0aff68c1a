import { expect, test } from '@jest/globals';

import { wrapWords } from './wrap-words.ts';

test('breaks between words, and never within one', () => {
  expect(wrapWords('found on the PATH, its data in .darkroom/redis', 18)).toEqual(['found on the PATH,', 'its data in', '.darkroom/redis']);
  expect(wrapWords('http://127.0.0.1:3001/a-long-address', 10)).toEqual(['http://127.0.0.1:3001/a-long-address']);
  expect(wrapWords('', 10)).toEqual(['']);
});
