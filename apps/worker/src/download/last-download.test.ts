import type { JobId } from '@darkroom/contracts';
import { describe, expect, test } from '@jest/globals';

import { imageOf } from './image.ts';
import { lastSeen, nowSeen, servesLate, underWay, type LastDownload } from './last-download.ts';

const MINE = `job_${'1'.repeat(32)}` as JobId;
const OTHER = `job_${'2'.repeat(32)}` as JobId;
const wanted = (assetId: string | null) => ({ sizeName: '4k', assetId });

describe('a file that a later run finds', () => {
  test.each<[string, LastDownload | null, string | null, boolean]>([
    ['is mine if no job had the image before', null, 'a', true],
    ['is mine if mine was the last', { size_name: null, generated_asset_id: null, job: MINE, unseen_size: '4k' }, 'a', true],
    ['is mine if mine was the last and was seen', { size_name: '4k', generated_asset_id: 'a', job: MINE }, 'a', true],
    ['is not the one from before mine', mine({ size_name: '1k', generated_asset_id: 'a' }), 'a', false],
    ['is mine beside one from before', mine({ size_name: '1k', generated_asset_id: 'b' }), 'a', true],
    ['can be used if the one from before has the size', mine({ size_name: '4k', generated_asset_id: 'a' }), 'a', true],
    ['is not that of a later one of another size', { size_name: '1k', generated_asset_id: 'a', job: OTHER }, 'a', false],
    ['can be used if a later one has the size', { size_name: '4k', generated_asset_id: 'a', job: OTHER }, 'a', true],
    ['has an unknown owner beside a later one', { size_name: '4k', generated_asset_id: 'a', job: OTHER }, 'b', false],
    ['is not that of a later unseen one', { size_name: null, generated_asset_id: null, job: OTHER, unseen_size: '1k' }, 'a', false],
    [
      'can be used if a later unseen one has the size',
      { size_name: null, generated_asset_id: null, job: OTHER, unseen_size: '4k' },
      'a',
      true,
    ],
    ['is unknown if an earlier version recorded an unseen one', { size_name: null, generated_asset_id: null }, 'a', false],
    ['is not that of another size that an earlier version recorded', { size_name: '1k', generated_asset_id: 'a' }, 'a', false],
    ['can be used if an earlier version recorded the size', { size_name: '4k', generated_asset_id: 'a' }, 'a', true],
    [
      'is not that of another size if Getty names no asset',
      { size_name: '1k', generated_asset_id: null, job: OTHER, unseen_size: '1k' },
      null,
      false,
    ],
  ])('%s', (_name, last, assetId, serves) => {
    expect(servesLate(last, MINE, wanted(assetId))).toBe(serves);
  });
});

test('an unfinished download remembers the file from before it, through any number of unseen ones', () => {
  const request = { generation_request_id: 'g', index: 0, size_name: '4k' };
  const image = imageOf({ id: MINE, gettyId: 'g', spec: { request } } as never);
  const first = JSON.parse(underWay(image, OTHER, { size_name: '1k', generated_asset_id: 'a', job: OTHER }).value) as LastDownload;
  const second = JSON.parse(underWay(image, MINE, first).value) as LastDownload;
  expect(lastSeen(second)).toEqual({ size_name: '1k', generated_asset_id: 'a' });
  expect(nowSeen(second, 'b')).toEqual({ size_name: '4k', generated_asset_id: 'b', job: MINE });
  expect(nowSeen(second, 'a')).toEqual({ size_name: '1k', generated_asset_id: 'a' });
});

function mine(before: NonNullable<LastDownload['before']>): LastDownload {
  return { size_name: null, generated_asset_id: null, job: MINE, unseen_size: '4k', before };
}
