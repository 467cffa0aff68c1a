import { expect, test } from '@jest/globals';

import { formatQuery } from './query.ts';

test.each([
  [undefined, ''],
  [{ limit: undefined, cursor: null, status: [] }, ''],
  [{ status: ['failed', 'expired'], limit: 5 }, '?status=failed%2Cexpired&limit=5'],
  [{ metadata: { order: 1, paid: true } }, '?metadata%5Border%5D=1&metadata%5Bpaid%5D=true'],
  [{ created_after: new Date(0), key: '' }, '?created_after=1970-01-01T00%3A00%3A00.000Z&key='],
])('%j is sent as %j', (query, text) => {
  expect(formatQuery(query)).toBe(text);
});
