import { expect, test } from '@jest/globals';
import { InvalidArgumentError } from 'commander';

import { readCount, readDuration, readList, readMetadata, readSource, readWholeNumber } from './read-options.ts';

test('values are read', () => {
  expect([readDuration('1500ms'), readDuration('90s'), readDuration('2h'), readDuration('7d')]).toEqual([
    1_500, 90_000, 7_200_000, 604_800_000,
  ]);
  expect([readWholeNumber('-5'), readCount('100')]).toEqual([-5, 100]);
  expect(readList('a,,b')).toEqual(['a', 'b']);
  expect(readMetadata('note=a=b', { order: '1' })).toEqual({ order: '1', note: 'a=b' });
});

test('a source is an image of a job or generation, an asset, or a file', () => {
  expect(readSource('job_1:0')).toEqual({ job_id: 'job_1', index: 0 });
  expect(readSource('5b0c-x:3')).toEqual({ generation_request_id: '5b0c-x', index: 3 });
  expect(readSource('asset:12:3')).toEqual({ asset_id: '12:3' });
  expect(readSource('file:f-1')).toEqual({ file_id: 'f-1' });
});

test.each([
  ['90', readDuration],
  ['-2h', readDuration],
  ['1.5', readWholeNumber],
  ['', readWholeNumber],
  ['0', readCount],
  ['1e3', readCount],
  ['=x', readMetadata],
  ['order', readMetadata],
  ['job_1', readSource],
  ['job_1:10', readSource],
] as const)('%j is refused', (value, read) => {
  expect(() => read(value)).toThrow(InvalidArgumentError);
});
