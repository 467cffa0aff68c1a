import { expect, test } from '@jest/globals';

import { createShownPath, withoutKeys } from './shown-path.ts';

const JOB = `job_${'0'.repeat(32)}`;
const shownPath = createShownPath(['/v1/jobs/:id', '/v1/jobs/:id/images/:index', '/v1/budgets/:id', '/healthz']);

test.each([
  ['/healthz', '/healthz'],
  [`/v1/jobs/${JOB}/images/3`, `/v1/jobs/${JOB}/images/3`],
  ['/v1/jobs/c9b1a1c5-1d1f-4b1a-8f5e-2b7d4f0c9e11', '/v1/jobs/c9b1a1c5-1d1f-4b1a-8f5e-2b7d4f0c9e11'],
  ['/v1/jobs/drk_abcdef0123456789', '/v1/jobs/*'],
  ['/v1/jobs/my-secret-key', '/v1/jobs/*'],
  ['/v1/my-secret-key/jobs', '/v1/*/jobs'],
  ['/v1/jobs/:id', '/v1/jobs/*'],
  ['/', '/'],
])('%s is logged as %s', (path, shown) => {
  expect(shownPath(path)).toBe(shown);
});

test.each([
  ['/v1/nothing', undefined, '/v1/nothing'],
  ['/v1/jobs/drk_abcdef', undefined, '/v1/jobs/*'],
  ['/v1/jobs/%64rk_abcdef', undefined, '/v1/jobs/*'],
  ['/v1/jobs/my-key-4711', 'Bearer my-key-4711', '/v1/jobs/*'],
  ['/v1/jobs/a%3Amy-key-4711', 'bearer my-key-4711', '/v1/jobs/*'],
  ['/v1/%zz', 'Bearer my-key-4711', '/v1/%zz'],
])('%s with %s is repeated as %s', (path, authorization, shown) => {
  expect(withoutKeys(path, authorization)).toBe(shown);
});
