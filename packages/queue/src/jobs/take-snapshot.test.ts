import { expect, test } from '@jest/globals';

import { takeSnapshot } from './take-snapshot.ts';

test('there is no snapshot if another Redis took over meanwhile, whose last one is of another time', async () => {
  let isSaved = false;
  const done: string[] = [];
  const redis = {
    options: {},
    info: async () => 'rdb_bgsave_in_progress:0\r\nrdb_last_bgsave_status:ok\r\n',
    time: async () => ['2000', '0'],
    bgsave: async () => void (isSaved = true),
    lastsave: async () => (isSaved ? 1_700 : 1_800),
  };
  const origin = {
    beginSnapshot: async () => 'former',
    endSnapshot: async () => void done.push('no mark'),
    read: async () => ({ runId: 'new' }),
  };
  const given = { redis, origin, noteDurability: async () => void done.push('noted') } as unknown as Parameters<typeof takeSnapshot>[0];
  await expect(takeSnapshot(given)).rejects.toThrow('another Redis took over');
  expect(done).toEqual(['no mark', 'noted']);
});
