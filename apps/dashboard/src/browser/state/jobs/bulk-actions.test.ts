import { expect, test } from '@jest/globals';

import { bulkActionsFor, type BulkAction } from './bulk-actions.ts';

test.each<[string[], BulkAction[]]>([
  [[], ['cancel', 'retry']],
  [['queued', 'held'], ['cancel']],
  [['failed', 'expired'], ['retry']],
  [
    ['waiting', 'failed'],
    ['cancel', 'retry'],
  ],
  [['succeeded'], []],
])('of %j can be done: %j', (statuses, actions) => {
  expect(bulkActionsFor(statuses)).toEqual(actions);
});
