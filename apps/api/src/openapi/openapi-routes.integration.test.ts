import { expect, test } from '@jest/globals';

import { setup } from '../test/world.ts';
import { createDocument } from './document.ts';

test('GET /openapi.json needs no key, and is not sent again to who has it', async () => {
  await using world = await setup();
  const answered = await world.call('/openapi.json', { tenant: null });
  expect(answered.json).toEqual(JSON.parse(JSON.stringify(createDocument())));
  const headers = { 'if-none-match': answered.headers.get('etag') ?? '' };
  expect(await world.call('/openapi.json', { tenant: null, headers })).toMatchObject({ status: 304, text: '' });
});
