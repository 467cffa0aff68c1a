import { expect, test } from '@jest/globals';

import { checkTimes } from './submission-times.ts';

const now = Date.parse('2026-11-20T12:00:00Z');
const pointers = (body: unknown) => checkTimes(body, now).map(({ pointer }) => pointer);

test.each([
  [{}],
  [null],
  ['text'],
  [{ run_at: '2026-12-20T12:00:00Z' }],
  [{ run_at: '2026-11-20T11:00:00+01:00' }],
  [{ run_at: '2020-01-01T00:00:00Z', deadline: '2026-11-20T12:00:01Z' }],
  [{ run_at: 'soon', deadline: 5 }], // the schema's to refuse
])('%j is in order', (body) => {
  expect(pointers(body)).toEqual([]);
});

test.each([
  [{ run_at: '2026-12-20T12:00:00.001Z' }, ['/run_at']],
  [{ deadline: '2026-11-20T12:00:00Z' }, ['/deadline']],
  [{ deadline: '2026-11-20T13:00:00+01:00' }, ['/deadline']],
  [{ run_at: '2026-11-21T00:00:00Z', deadline: '2026-11-21T00:00:00Z' }, ['/deadline']],
  [{ run_at: '2027-11-21T00:00:00Z', deadline: '2026-11-20T11:00:00Z' }, ['/run_at', '/deadline']],
])('%j is not', (body, wrong) => {
  expect(pointers(body)).toEqual(wrong);
});
