import { expect, test } from '@jest/globals';

import { formatTable } from './table.ts';

const ROWS = [
  ['job_1', 'queued', 'a red bicycle in the snow'],
  ['job_22', null, 'a fox\u001b[2J\nand an owl'],
];

test('columns are as wide as they have to be, and no cell has what a terminal would obey', () => {
  expect(formatTable(['ID', 'STATE', 'OF'], ROWS, Infinity).split('\n')).toEqual([
    'ID      STATE   OF',
    'job_1   queued  a red bicycle in the snow',
    'job_22          a fox\uFFFD[2J and an owl',
    '',
  ]);
});

test.each([40, 30, 12])('no line is wider than %d, and the last column gives way first', (width) => {
  const lines = formatTable(['ID', 'STATE', 'OF'], ROWS, width).trimEnd().split('\n');
  expect(lines.filter((line) => line.length > width)).toEqual([]);
  expect(lines[1]).toMatch(/^job_1 .*…$/);
});
