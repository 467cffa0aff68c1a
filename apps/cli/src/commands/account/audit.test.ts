import { expect, test } from '@jest/globals';

import { EXIT } from '../../exit-codes.ts';
import { fakeApi } from '../../test/fake-api.ts';
import { run } from '../../test/run.ts';

const page =
  (row: string, headers: Record<string, string> = {}) =>
  () =>
    new Response(`id,note\r\n${row}\r\n`, { headers });

test('the audit as CSV is all of its pages, with one row of headings', async () => {
  await using server = await fakeApi({
    'GET /v1/audit': page('aud_1,a', { link: '</v1/audit?action=job.cancel&cursor=c%2B1>; rel="next"' }),
    'GET /v1/audit?action=job.cancel&limit=100&cursor=c%2B1': page('aud_2,b'),
  });
  expect(await run(['audit', '--csv', '--action', 'job.cancel'], server)).toMatchObject({
    code: EXIT.done,
    stdout: 'id,note\r\naud_1,a\r\naud_2,b\r\n',
  });
  expect(server.asked.map(({ headers }) => headers.accept)).toEqual(['text/csv', 'text/csv']);
  expect((await run(['audit', '--csv', '--limit', '3'], server)).code).toBe(EXIT.usage);
  expect(server.asked).toHaveLength(2);
});
