import { expect, test } from '@jest/globals';

import { EXIT } from '../../exit-codes.ts';
import { readItems } from './read-items.ts';

const ONE = { type: 'generation', prompt: 'a {fox}' };
const TWO = { type: 'download', batch_index: 0, index: 0, size_name: '4k' };

test.each([
  ['a list', JSON.stringify([ONE, TWO], null, 2), { jobs: [ONE, TWO] }],
  ['a request', JSON.stringify({ jobs: [ONE], metadata: { order: 1 } }), { jobs: [ONE], metadata: { order: 1 } }],
  ['a job a line', `${JSON.stringify(ONE)}\n\n  ${JSON.stringify(TWO)}\r\n`, { jobs: [ONE, TWO] }],
  ['one job', JSON.stringify(ONE), { jobs: [ONE] }],
])('%s', (_what, content, read) => {
  expect(readItems(content)).toEqual(read);
});

test.each([
  [`${JSON.stringify(ONE)}\n{"type": "gener`, 'Line 2'],
  ['4', 'Line 1'],
  ['\n', 'no jobs'],
])('%j is refused', (content, message) => {
  expect(() => readItems(content)).toThrow(expect.objectContaining({ code: EXIT.usage, message: expect.stringContaining(message) }));
});
