import type { EventId } from '@darkroom/contracts';
import { expect, test } from '@jest/globals';

import { isLater } from './event-order.ts';

test.each([
  ['evt_9-0', 'evt_10-0', false],
  ['evt_10-0', 'evt_9-99', true],
  ['evt_5-10', 'evt_5-9', true],
  ['evt_5-9', 'evt_5-9', false],
  ['evt_1795266000000-0', 'evt_1795266000000-1', false],
])('%s comes later than %s: %s', (id, than, later) => {
  expect(isLater(id as EventId, than as EventId)).toBe(later);
});
