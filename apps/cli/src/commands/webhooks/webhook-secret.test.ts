import { expect, test } from '@jest/globals';

import { EXIT } from '../../exit-codes.ts';
import { fakeApi } from '../../test/fake-api.ts';
import { run } from '../../test/run.ts';

const SECRET = {
  object: 'webhook_secret',
  secret: 'whsec_x',
  previous_secret_expires_at: null,
  rotated_at: '2026-11-22T12:00:00.000Z',
};

test('only the secret is on stdout, and it is replaced once that is confirmed', async () => {
  await using server = await fakeApi({
    'GET /v1/webhook-secret': SECRET,
    'POST /v1/webhook-secret/rotate': { ...SECRET, secret: 'whsec_y', previous_secret_expires_at: '2026-11-22T14:00:00.000Z' },
  });
  expect(await run(['webhook-secret'], server)).toMatchObject({ code: EXIT.done, stdout: 'whsec_x\n' });
  expect((await run(['webhook-secret', 'rotate'], server)).code).toBe(EXIT.notConfirmed);
  expect(server.asked.map(({ call }) => call)).toEqual(['GET /v1/webhook-secret']);
  expect(await run(['webhook-secret', 'rotate', '--overlap', '1h', '--yes'], server)).toMatchObject({
    stdout: 'whsec_y\n',
    stderr: expect.stringContaining('signs too until 2026-11-22T14:00:00.000Z'),
  });
  expect(server.asked.at(-1)!.body).toBe('{"overlap":"1h"}');
});
