import { expect, test } from '@jest/globals';
import { waitFor } from '@darkroom/testkit';

import { testCard } from '../../../test/test-card.ts';
import { createJobList } from './job-list.ts';

test('a job that moves while the list is read stays as it is now, not as the server read it', async () => {
  const queued = testCard();
  const { promise: answered, resolve: answer } = Promise.withResolvers<Response>();
  Object.assign(globalThis, {
    document: { hidden: false, body: { dataset: { role: 'admin', tenants: '*' } } },
    fetch: () => answered,
  });
  const list = createJobList(() => {});
  list.show({ tenant: null, query: new URLSearchParams() }, 10);
  const waiting = { ...queued, status: 'waiting', seq: 2 } as const;
  list.take([waiting]);
  answer(Response.json({ data: [queued], next_cursor: null }));
  const { data } = await waitFor(() => list.state.data, { what: 'the list' });
  expect(data).toEqual([waiting]);
});
