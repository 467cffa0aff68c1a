import { NotFoundError, RetryableError, type DownloadAnswer } from '@darkroom/getty';
import { newJobId, newRecord, type JobRecord } from '@darkroom/queue';
import { expect, test } from '@jest/globals';

import { hasForgottenDownloads } from './find-forgotten-downloads.ts';

const [AT, LATER] = [Date.parse('2026-11-20T12:00:00Z'), Date.parse('2026-11-21T12:00:00Z')];
const IMAGE = 'g-1.2';

function job(type: 'generation' | 'download', request: object, over: Partial<JobRecord> = {}): JobRecord {
  const record = newRecord({ id: newJobId(), type, tenant: 'acme', request, createdAt: AT, deadlineAt: LATER });
  return { ...record, gettyId: 'g-1', ...over };
}

const download = (over: Partial<JobRecord> = {}) => job('download', { generation_request_id: 'g-1', index: 2, size_name: '4k' }, over);
const seen = (asset: string | null, before: string | null = null) =>
  JSON.stringify({ size_name: '4k', generated_asset_id: asset, before: before && { size_name: '1k', generated_asset_id: before } });
const file = (generatedAssetId: string | null): DownloadAnswer => ({ state: 'done', url: 'https://file.test', generatedAssetId });

/** What a running worker writes while Getty is asked: which jobs hold the slot of the image, and its last download. */
type Meanwhile = { holders?: JobRecord[]; last?: string };

/** Records of these jobs, and of this last download of the image; and what Getty answers about that image. About others it has nothing. */
function isForgotten(
  records: JobRecord[],
  answer: DownloadAnswer | Error,
  last: string | null = null,
  meanwhile: Meanwhile = {},
): Promise<boolean> {
  let now: { holders: JobRecord[]; last: string | null } = { holders: [], last };
  return hasForgottenDownloads({
    store: {
      dataOrigin: { firstDue: async () => records.map(({ id }) => id) },
      jobs: {
        getMany: async () => records,
        lastDownload: async (key) => (key === IMAGE ? now.last : null),
        holdersOf: async (resource) => (resource === `image.${IMAGE}` ? now.holders : []),
      },
    },
    getty: {
      getDownload: async (id, index) => {
        now = { ...now, ...meanwhile };
        if (`${id}.${index}` !== IMAGE) throw new NotFoundError('none', { call: 'get_download', status: 404 });
        if (answer instanceof Error) throw answer;
        return answer;
      },
    },
  });
}

test.each([
  ['a file of a download that was not sent', [download()], file('a'), null],
  ['a download that is under way, and was not sent', [download()], { state: 'pending' } as const, null],
  ['another file than the last known', [download()], file('b'), seen('a')],
  [
    'a file that follows a generation which has not ended',
    [job('generation', { download: { size_name: '4k', images: 'all' } })],
    file('a'),
    null,
  ],
  ['the same, of one image', [job('generation', { download: { size_name: '4k', images: [2] } })], file('a'), null],
])('%s shows that records are too old', async (_what, records, answer, last) => {
  expect(await isForgotten(records, answer, last)).toBe(true);
});

test.each([
  ['no file', [download()], new NotFoundError('none', { call: 'get_download', status: 404 }), null],
  ['the last known file', [download()], file('a'), seen('a')],
  ['a file without an id, after one that is known', [download()], file(null), seen('a')],
  ['a file while a download of ours is under way', [download()], file('b'), seen(null, 'a')],
  ['the file of a download that was sent', [download({ acceptedAt: AT })], file('a'), null],
  ['a download with an open intent', [download({ intent: { id: 'i', at: AT } })], file('a'), null],
  ['a generation without downloads', [job('generation', { prompt: 'a fox' })], file('a'), null],
  [
    'a generation that was not sent',
    [job('generation', { download: { size_name: '4k', images: 'all' } }, { gettyId: null })],
    file('a'),
    null,
  ],
  ['a re-download', [job('download', { generated_asset_id: 'a', size_name: '4k' })], file('a'), null],
  ['a Getty that does not answer', [download()], new RetryableError('away', { call: 'get_download', status: 503 }), null],
])('%s shows nothing', async (_what, records, answer, last) => {
  expect(await isForgotten(records, answer, last)).toBe(false);
});

test.each<[string, DownloadAnswer, Meanwhile]>([
  ['begins the call', { state: 'pending' }, { holders: [download({ intent: { id: 'i', at: AT } })] }],
  ['has its call accepted', { state: 'pending' }, { holders: [download({ acceptedAt: AT })] }],
  ['sends another size of the image', file('a'), { holders: [download({ id: newJobId(), intent: { id: 'i', at: AT } })] }],
  ['ends', file('a'), { last: seen('a') }],
  ['loses the answer', file('a'), { last: seen(null) }],
])('a download that %s while Getty is asked shows nothing', async (_what, answer, meanwhile) => {
  expect(await isForgotten([download()], answer, null, meanwhile)).toBe(false);
});

test('a file is not of a job that holds the slot of the image, and has sent nothing', async () => {
  expect(await isForgotten([download()], file('a'), null, { holders: [download()] })).toBe(true);
});
